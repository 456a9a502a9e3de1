package io.slmmesh.api.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a record class: its components in order, and how to build it. Read once a class.
 */
record Shape(Constructor<?> constructor, List<Field> fields) {
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return read(type);
        }
      };

  /** One component. What its annotations say is read when first asked for: writing needs none. */
  static final class Field {
    private final RecordComponent component;
    private final Method accessor;
    private volatile @Nullable Rules rules;

    /** What the annotations say, and the type of a list's items. */
    private record Rules(
        Class<?> itemType,
        boolean optional,
        @Nullable Object standard,
        @Nullable Limit limit,
        @Nullable String doc) {}

    private Field(RecordComponent component) {
      this.component = component;
      this.accessor = component.getAccessor();
      accessor.setAccessible(true);
    }

    String name() {
      return component.getName();
    }

    Class<?> type() {
      return component.getType();
    }

    Class<?> itemType() {
      return rules().itemType;
    }

    boolean optional() {
      return rules().optional;
    }

    @Nullable Object standard() {
      return rules().standard;
    }

    @Nullable Limit limit() {
      return rules().limit;
    }

    @Nullable String doc() {
      return rules().doc;
    }

    @Nullable Object get(Record record) {
      try {
        return accessor.invoke(record);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + name() + " of " + record.getClass(), e);
      }
    }

    private Rules rules() {
      Rules read = rules;
      if (read == null) {
        Default standard = component.getAnnotation(Default.class);
        Doc doc = component.getAnnotation(Doc.class);
        read =
            new Rules(
                Shape.itemType(component.getGenericType()),
                standard != null
                    || component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                standard == null ? null : json(standard.value()),
                component.getAnnotation(Limit.class),
                doc == null ? null : doc.value());
        rules = read;
      }
      return read;
    }
  }

  static Shape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static Shape read(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new Shape(constructor, Arrays.stream(components).map(Field::new).toList());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " has no canonical constructor", e);
    }
  }

  private static Class<?> itemType(Type type) {
    return type instanceof ParameterizedType list
            && list.getActualTypeArguments()[0] instanceof Class<?> item
        ? item
        : Object.class;
  }

  private static @Nullable Object json(String standard) {
    try {
      return Json.parse(standard);
    } catch (JsonException e) {
      return standard; // a text is written without quotes
    }
  }
}
