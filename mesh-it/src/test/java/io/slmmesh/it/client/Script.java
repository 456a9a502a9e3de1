package io.slmmesh.it.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the stub model does: the first rule that fits a request answers it. A request that no rule
 * fits, such as one for a title of the session, is answered with a word.
 */
public final class Script {
  private final List<Rule> rules = new ArrayList<>();

  private record Rule(Predicate<Asked> when, Function<Asked, Reply> then) {}

  public Script when(Predicate<Asked> fits, Function<Asked, Reply> then) {
    rules.add(new Rule(fits, then));
    return this;
  }

  Reply reply(Asked asked) {
    return rules.stream()
        .filter(rule -> rule.when().test(asked))
        .findFirst()
        .map(rule -> rule.then().apply(asked))
        .orElse(Reply.say("ok"));
  }
}
