package io.slmmesh.broker.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits the text of a shell command into simple commands, by the rules of POSIX as far as they
 * tell words apart: quotes, backslashes, separators, redirections, here-documents, comments.
 * Nothing is expanded: a word whose meaning only the shell knows is {@link #UNKNOWN}.
 */
final class ShellWords {
  /** Stands for a word that holds a variable, a substitution or a pattern. */
  static final String UNKNOWN = "\0";

  /**
   * One command with its arguments.
   *
   * @param words its name first; assignments before it included
   * @param outputs the files that it is redirected to
   */
  record Simple(List<String> words, List<String> outputs) {}

  private final String text;
  private int at;
  private final List<Simple> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private List<String> outputs = new ArrayList<>();
  private final Deque<String> hereDocuments = new ArrayDeque<>();

  private ShellWords(String text) {
    this.text = text;
  }

  static List<Simple> split(String text) {
    var reader = new ShellWords(text);
    reader.readAll();
    return List.copyOf(reader.commands);
  }

  private void readAll() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        end();
        at++;
        skipHereDocuments();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '#') {
        at = lineEnd();
      } else if (c == '<' || c == '>' || isNumbered()) {
        redirect();
      } else if (c == '&' && startsWith("&>")) {
        at++;
        redirect();
      } else if (";&|()".indexOf(c) >= 0) {
        end();
        at++;
      } else {
        String word = word();
        if (words.isEmpty() && (word.equals("{") || word.equals("}") || word.equals("!"))) {
          end();
        } else {
          words.add(word);
        }
      }
    }
    end();
  }

  private void end() {
    if (!words.isEmpty() || !outputs.isEmpty()) {
      commands.add(new Simple(List.copyOf(words), List.copyOf(outputs)));
      words = new ArrayList<>();
      outputs = new ArrayList<>();
    }
  }

  private boolean startsWith(String what) {
    return text.startsWith(what, at);
  }

  /** Whether a number of a file descriptor and its redirection come next. */
  private boolean isNumbered() {
    int digit = at;
    while (digit < text.length() && Character.isDigit(text.charAt(digit))) {
      digit++;
    }
    return digit > at && digit < text.length() && "<>".indexOf(text.charAt(digit)) >= 0;
  }

  private void redirect() {
    while (Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (startsWith("<<<")) {
      at += 3;
      String _ = nextWord();
    } else if (startsWith("<<")) {
      at += startsWith("<<-") ? 3 : 2;
      hereDocuments.add(nextWord());
    } else if (startsWith("<(") || startsWith(">(")) {
      at++; // a substitution: the command in it is read like any other
    } else if (startsWith("<")) {
      at += startsWith("<&") || startsWith("<>") ? 2 : 1;
      String _ = nextWord();
    } else {
      at++;
      boolean toDescriptor = at < text.length() && text.charAt(at) == '&';
      if (at < text.length() && ">|&".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      String target = nextWord();
      if (!toDescriptor && !target.isEmpty()) {
        outputs.add(target);
      }
    }
  }

  private String nextWord() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at < text.length() && "\n;&|()<>".indexOf(text.charAt(at)) < 0 ? word() : "";
  }

  private String word() {
    var word = new StringBuilder();
    boolean known = true;
    while (at < text.length() && " \t\r\n;&|()<>".indexOf(text.charAt(at)) < 0) {
      char c = text.charAt(at++);
      switch (c) {
        case '\'' -> single(word);
        case '"' -> known &= doubled(word);
        case '\\' -> escaped(word);
        case '$', '`', '*', '?', '[' -> {
          known = false;
          skipSubstitution(c);
        }
        default -> word.append(c);
      }
    }
    return known ? word.toString() : UNKNOWN;
  }

  private void single(StringBuilder word) {
    int end = text.indexOf('\'', at);
    end = end < 0 ? text.length() : end;
    word.append(text, at, end);
    at = Math.min(text.length(), end + 1);
  }

  /** Returns whether all of it is known. */
  private boolean doubled(StringBuilder word) {
    boolean known = true;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length() && "\\\"$`\n".indexOf(text.charAt(at)) >= 0) {
        escaped(word);
      } else if (c == '$' || c == '`') {
        known = false;
        skipSubstitution(c);
      } else {
        word.append(c);
      }
    }
    at = Math.min(text.length(), at + 1);
    return known;
  }

  private void escaped(StringBuilder word) {
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\n') {
        word.append(c);
      }
    }
  }

  /** Goes past {@code $(…)}, <code>`…`</code> or <code>${…}</code>, whose begin was read. */
  private void skipSubstitution(char begin) {
    if (begin == '`') {
      int end = text.indexOf('`', at);
      at = end < 0 ? text.length() : end + 1;
    } else if (begin == '$' && at < text.length() && "({".indexOf(text.charAt(at)) >= 0) {
      char open = text.charAt(at);
      char close = open == '(' ? ')' : '}';
      int depth = 0;
      while (at < text.length()) {
        char c = text.charAt(at++);
        depth += c == open ? 1 : c == close ? -1 : 0;
        if (depth == 0) {
          return;
        }
      }
    }
  }

  private int lineEnd() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void skipHereDocuments() {
    while (!hereDocuments.isEmpty() && at < text.length()) {
      String line = text.substring(at, lineEnd());
      at = Math.min(text.length(), lineEnd() + 1);
      if (line.strip().equals(hereDocuments.peek())) {
        hereDocuments.remove();
      }
    }
    hereDocuments.clear();
  }
}
