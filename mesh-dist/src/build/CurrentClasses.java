import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Copies a jar and gives its classes the form of a current JDK: same code, with the frames that the
 * verifier of today wants. The JDK's class cache takes no classes of the form before Java 6, and
 * without it these classes would cost every command more than all else.
 */
public final class CurrentClasses {
  private static final int JAVA_17 = 61;
  private static final long NO_TIME = 0;
  private static final String NOTE =
      "The classes in this jar were converted to class file version 61; nothing else was changed.\n";

  /** {@code from}, {@code to}. */
  public static void main(String[] jars) throws IOException {
    Path from = Path.of(jars[0]);
    try (JarFile in = new JarFile(from.toFile());
        URLClassLoader classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
        OutputStream file = Files.newOutputStream(Path.of(jars[1]));
        JarOutputStream out = new JarOutputStream(file)) {
      ClassFile converter =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ConstantPoolSharingOption.NEW_POOL,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofClassLoading(classes)));
      for (JarEntry entry : Collections.list(in.entries())) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        String name = entry.getName();
        boolean old = name.endsWith(".class") && !name.endsWith("module-info.class");
        put(out, name, old ? converted(converter, bytes) : bytes);
      }
      put(out, "META-INF/CHANGED", NOTE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static byte[] converted(ClassFile converter, byte[] bytes) {
    ClassTransform transform =
        (builder, element) -> {
          switch (element) {
            case ClassFileVersion _ -> builder.withVersion(JAVA_17, 0);
            // Code that is passed through is copied as it is; touched, it gets its frames.
            case MethodModel method ->
                builder.transformMethod(
                    method, MethodTransform.transformingCode((code, each) -> code.with(each)));
            case ClassElement other -> builder.with(other);
          }
        };
    return converter.transformClass(converter.parse(bytes), transform);
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(NO_TIME);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
