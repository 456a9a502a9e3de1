package io.slmmesh.it.mesh;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What stands in a mesh's database, read beside the broker that writes it. */
public final class Rows {
  private Rows() {}

  /** The rows of a query, each as its values in one line; {@code ?1} is {@code parameter}. */
  public static List<String> of(Mesh mesh, String query, String parameter) {
    Path file = mesh.data().resolve("mesh.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
        var statement = connection.prepareStatement(query)) {
      if (statement.getParameterMetaData().getParameterCount() > 0) {
        statement.setString(1, parameter);
      }
      try (var found = statement.executeQuery()) {
        var rows = new ArrayList<String>();
        int columns = found.getMetaData().getColumnCount();
        while (found.next()) {
          var values = new ArrayList<String>();
          for (int i = 1; i <= columns; i++) {
            values.add(String.valueOf(found.getString(i)));
          }
          rows.add(String.join(" | ", values));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
