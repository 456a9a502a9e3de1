package io.slmmesh.broker.http;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/** The Unix socket, for the programs of one user. */
final class OwnersConnector extends UnixDomainServerConnector {
  private final UserPrincipal owner;

  OwnersConnector(Server server, UserPrincipal owner, HttpConnectionFactory connections) {
    super(server, null, null, null, 0, 1, connections);
    this.owner = owner;
  }

  @Override
  protected void configure(SocketChannel channel) throws IOException {
    if (!channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner)) {
      channel.close();
      throw new IOException("refused a connection of another user");
    }
    super.configure(channel);
  }
}
