package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.broker.peers.Guests;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route. On the TCP port it lets in only what names us as its host, comes from
 * no foreign web page and carries a token; on the Unix socket the other side's user was checked
 * when it connected. What it does not know it refuses.
 */
final class Guard {
  private static final String BEARER = "Bearer ";
  private static final int LONGEST_TOKEN = 200;

  private final OwnerToken token;
  private final Guests guests;

  Guard(OwnerToken token, Guests guests) {
    this.token = token;
    this.guests = guests;
  }

  /** Says who sent the request; asked again later, whether that still holds. */
  Principal admit(Exchange exchange) throws HttpRefusal {
    int port = exchange.tcpPort();
    if (port != 0) {
      checkHost(exchange.headers("Host"), port);
    }
    checkOrigin(exchange.headers("Origin"), port);
    String credential = exchange.header("Authorization");
    if (credential == null && port == 0) {
      return new Principal.Owner();
    }
    if (credential == null && exchange.path().equals(Routes.HEALTH)) {
      return new Principal.Stranger();
    }
    return bearer(credential);
  }

  private static void checkHost(List<String> hosts, int port) throws HttpRefusal {
    if (hosts.size() != 1
        || !Set.of("127.0.0.1:" + port, "localhost:" + port).contains(hosts.getFirst())) {
      throw new HttpRefusal(
          HttpRefusal.MISDIRECTED, ErrorCode.FORBIDDEN, "Host must be 127.0.0.1:" + port);
    }
  }

  private static void checkOrigin(List<String> origins, int port) throws HttpRefusal {
    boolean fits =
        origins.isEmpty()
            || (port != 0
                && origins.size() == 1
                && Set.of("http://127.0.0.1:" + port, "http://localhost:" + port)
                    .contains(origins.getFirst()));
    if (!fits) {
      throw new HttpRefusal(ErrorCode.FORBIDDEN, "requests from web pages are refused");
    }
  }

  private Principal bearer(@Nullable String credential) throws HttpRefusal {
    if (credential != null && credential.startsWith(BEARER)) {
      String given = credential.substring(BEARER.length());
      if (token.matches(given)) {
        return new Principal.Owner();
      }
      Optional<Principal> guest =
          given.length() > LONGEST_TOKEN
              ? Optional.empty()
              : guests.byToken(given).map(Principal.Guest::new);
      if (guest.isPresent()) {
        return guest.get();
      }
    }
    throw new HttpRefusal(
        ErrorCode.UNAUTHORIZED,
        "send the header Authorization: Bearer with the token in broker.token, or a peer token");
  }
}
