package io.slmmesh.broker.docs;

import io.slmmesh.broker.config.Setting;
import java.io.IOException;
import java.text.NumberFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is made from {@link Setting}. */
class ConfigurationPageTest {
  private static final String HEAD =
      """
      # Settings
      Nothing has to be set. Settings are environment variables, read once when a broker starts: those of the session or command that starts it count, until it stops. A value out
      of range stops the start with one line that tells the range. This page is generated from `mesh-broker` `config/Setting`.

      | variable | default | least | most | unit | meaning |
      |---|---|---|---|---|---|
      """;

  private static final String TAIL =
      """

      Read by the launcher and every session, not by the broker alone:

      | variable | default | meaning |
      |---|---|---|
      | `SLM_MESH_DATA_DIR` | `~/.slm-mesh` | data directory of the mesh; must be yours and closed to others (0700). Two directories are two meshes. |
      | `SLM_MESH_AOT` | on | `off`: use and make no caches of loaded classes |
      | `JAVA_HOME` | searched | a JDK 25 to run on |
      """;

  @Test
  void configurationPageIsThatOfTheSettings() throws IOException {
    var page = new StringBuilder(HEAD);
    for (Setting setting : Setting.values()) {
      page.append("| `")
          .append(setting.variable())
          .append("` | ")
          .append(number(setting.standard()))
          .append(" | ")
          .append(number(setting.least()))
          .append(" | ")
          .append(number(setting.most()))
          .append(" | ")
          .append(setting.unit())
          .append(" | ")
          .append(setting.says())
          .append(" |\n");
    }
    Golden.check("docs/configuration.md", page.append(TAIL).toString());
  }

  private static String number(long number) {
    return NumberFormat.getIntegerInstance(Locale.ROOT).format(number);
  }
}
