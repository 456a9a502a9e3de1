package io.slmmesh.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection to an HTTP server of this machine, kept as long as it is used, and without threads
 * of its own, so that a time measured here is the time of the product. Used by one thread at a
 * time.
 */
public final class HttpConnection implements AutoCloseable {
  private static final String OK = "HTTP/1.1 200";
  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern LENGTH =
      Pattern.compile("^content-length: *(\\d+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final Socket socket;
  private final InputStream in;

  /** A whole request, as it is written to this port. */
  public record Request(int port, String text) {
    /** A POST of JSON by whoever holds the token. */
    static Request post(int port, String path, String token, String json) {
      String head =
          """
          POST %s HTTP/1.1\r
          Host: 127.0.0.1:%d\r
          Authorization: Bearer %s\r
          Content-Type: application/json\r
          Content-Length: %d\r
          \r
          """
              .formatted(path, port, token, json.getBytes(UTF_8).length);
      return new Request(port, head + json);
    }
  }

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  public static HttpConnection to(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return new HttpConnection(socket);
  }

  /** Sends a request and returns the body of the answer, which must be a success. */
  public String ask(Request request) throws IOException {
    socket.getOutputStream().write(request.text().getBytes(UTF_8));
    String head = head();
    if (!head.startsWith(OK)) {
      throw new IOException("refused: " + head);
    }
    Matcher length = LENGTH.matcher(head);
    if (!length.find()) {
      throw new IOException("of unknown length: " + head);
    }
    return new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8);
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf(HEAD_END, head.length() - HEAD_END.length()) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
