package io.slmmesh.api.link;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape both first lines share: {@code SLM-MESH/1 word key=value …}, values percent-encoded.
 * {@link Hello} and {@link Welcome} give it meaning.
 */
final class FirstLine {
  static final String PROTOCOL = "SLM-MESH/1";

  private static final String PLAIN = "-._~:,+";
  private static final String HEX = "0123456789ABCDEF";

  private final String word;
  private final Map<String, String> values = new LinkedHashMap<>();

  FirstLine(String word) {
    this.word = word;
  }

  static FirstLine decode(byte[] line) throws ProtocolException {
    String text = new String(line, StandardCharsets.ISO_8859_1);
    if (!text.startsWith(PROTOCOL + ' ')) {
      throw new ProtocolException("the first line does not begin with " + PROTOCOL);
    }
    int at = PROTOCOL.length() + 1;
    int end = fieldEnd(text, at);
    FirstLine result = new FirstLine(text.substring(at, end));
    while (end < text.length()) {
      at = end + 1;
      end = fieldEnd(text, at);
      result.decodeField(text.substring(at, end));
    }
    return result;
  }

  private static int fieldEnd(String text, int from) {
    int space = text.indexOf(' ', from);
    return space < 0 ? text.length() : space;
  }

  private void decodeField(String field) throws ProtocolException {
    if (field.isEmpty()) {
      return;
    }
    int equals = field.indexOf('=');
    if (equals < 1) {
      throw new ProtocolException("the first line has a field without key or \"=\"");
    }
    values.put(field.substring(0, equals), unescape(field.substring(equals + 1)));
  }

  String word() {
    return word;
  }

  Map<String, String> values() {
    return values;
  }

  @Nullable String find(String key) {
    return values.get(key);
  }

  String get(String key) throws ProtocolException {
    String value = values.get(key);
    if (value == null) {
      throw new ProtocolException("the first line lacks " + key);
    }
    return value;
  }

  long number(String key) throws ProtocolException {
    String value = get(key);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException notANumber) {
      throw new ProtocolException(key + " in the first line is not a number");
    }
  }

  FirstLine put(String key, String value) {
    values.put(key, value);
    return this;
  }

  /** The line with its {@code \n}. */
  byte[] encode() {
    StringBuilder line = new StringBuilder(512).append(PROTOCOL).append(' ').append(word);
    for (Map.Entry<String, String> field : values.entrySet()) {
      line.append(' ').append(field.getKey()).append('=');
      escape(field.getValue(), line);
    }
    return line.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void escape(String value, StringBuilder line) {
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || PLAIN.indexOf(c) >= 0) {
        line.append(c);
      } else {
        line.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
  }

  private static String unescape(String value) throws ProtocolException {
    if (value.indexOf('%') < 0) {
      return value;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 <= value.length() - 1 ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 <= value.length() - 1 ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw new ProtocolException("the first line has a broken percent code");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
