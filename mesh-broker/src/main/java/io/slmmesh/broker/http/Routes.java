package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which route answers a path and a method. */
final class Routes {
  /** The one path that needs no token. */
  static final String HEALTH = "/health";

  private final Map<String, Map<String, Route>> byPath = new HashMap<>();

  private final Map<String, Map<String, Route>> byPrefix = new HashMap<>();

  Routes on(String method, String path, Route route) {
    byPath.computeIfAbsent(path, _ -> new TreeMap<>()).put(method, route);
    return this;
  }

  /** {@code route} answers all paths that begin with {@code prefix}. */
  Routes under(String method, String prefix, Route route) {
    byPrefix.computeIfAbsent(prefix, _ -> new TreeMap<>()).put(method, route);
    return this;
  }

  private @Nullable Map<String, Route> methods(String path) {
    Map<String, Route> exact = byPath.get(path);
    return exact != null
        ? exact
        : byPrefix.entrySet().stream()
            .filter(entry -> path.startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
  }

  /** Answers the request, or refuses it as unknown. */
  void serve(Exchange exchange, Principal principal)
      throws IOException, HttpRefusal, InterruptedException {
    Map<String, Route> methods = methods(exchange.path());
    if (methods == null) {
      throw new HttpRefusal(
          ErrorCode.NOT_FOUND, "there is nothing here; GET /openapi.json lists what there is");
    }
    Route route = methods.get(exchange.method());
    if (route == null) {
      String allowed = String.join(", ", methods.keySet());
      exchange.header("Allow", allowed);
      throw new HttpRefusal(
          HttpRefusal.METHOD_NOT_ALLOWED, ErrorCode.INVALID_ARGUMENT, "use " + allowed);
    }
    route.serve(exchange, principal);
  }
}
