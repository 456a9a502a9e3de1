package io.slmmesh.broker.peers;

import java.security.SecureRandom;
import java.util.Set;
import java.util.function.Predicate;

/** Makes up names that are short and can be spoken: two syllables, three once many are taken. */
final class Names {
  private static final String CONSONANTS = "bdfgklmnprstvz";
  private static final String VOWELS = "aeiou";
  private static final int TRIES_EACH = 8;

  /** Two-syllable words that somebody would mind. */
  private static final Set<String> AVOIDED =
      Set.of("fuka", "fuko", "kaka", "kaki", "nazi", "pipi", "puta", "puto", "titi", "zizi");

  private final SecureRandom random = new SecureRandom();

  /** A name that {@code taken} refuses is not used. */
  String next(Predicate<String> taken) {
    for (int attempt = 0; ; attempt++) {
      String name = syllables(2 + attempt / TRIES_EACH);
      if (!AVOIDED.contains(name) && !taken.test(name)) {
        return name;
      }
    }
  }

  private String syllables(int count) {
    var name = new StringBuilder();
    for (int i = 0; i < count; i++) {
      name.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())))
          .append(VOWELS.charAt(random.nextInt(VOWELS.length())));
    }
    return name.toString();
  }
}
