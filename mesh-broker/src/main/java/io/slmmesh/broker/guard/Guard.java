package io.slmmesh.broker.guard;

import io.slmmesh.api.event.MeshEvent.EditCollision;
import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.guard.Verdict.Denied;
import io.slmmesh.broker.guard.Verdict.Free;
import io.slmmesh.broker.guard.Verdict.Warned;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.peers.GitCheckout;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.peers.Peers.Named;
import io.slmmesh.broker.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides about edits. A free file is claimed for the agent that edits it; a file that another
 * agent holds is not edited, or only with a warning; a command that changes a whole checkout is not
 * run under others who work there.
 */
public final class Guard {
  private final Store store;
  private final Locks locks;
  private final Peers peers;
  private final Modes modes;
  private final Collisions collisions;

  public Guard(Store store, Locks locks, Peers peers, Modes modes, MeshClock clock) {
    this.store = store;
    this.locks = locks;
    this.peers = peers;
    this.modes = modes;
    this.collisions = new Collisions(clock);
  }

  /** {@code me} is about to do this. */
  public Verdict judge(Caller me, Edits edits) {
    var warnings = new ArrayList<String>();
    for (GitAction action : edits.git()) {
      Mode mode = modes.at(action.directory());
      Optional<String> objection = mode == Mode.OFF ? Optional.empty() : objection(me, action);
      if (objection.isPresent() && mode == Mode.ENFORCE) {
        return new Denied(objection.get());
      }
      objection.ifPresent(warnings::add);
    }
    Map<Mode, List<Path>> files = edits.files().stream().collect(Collectors.groupingBy(modes::at));
    List<Path> enforced = files.getOrDefault(Mode.ENFORCE, List.of());
    Optional<FileLock> held = locks.claim(me, texts(enforced));
    if (held.isPresent()) {
      return new Denied(Wording.held(held.get()));
    }
    List<Path> warned = files.getOrDefault(Mode.WARN, List.of());
    for (Path file : warned) {
      locks.claim(me, texts(List.of(file))).map(Wording::editedAnyway).ifPresent(warnings::add);
    }
    enforced.forEach(file -> touched(me, file));
    warned.forEach(file -> touched(me, file));
    warnings.addAll(collisions.takeWarnings(me.id()));
    return warnings.isEmpty() ? new Free() : new Warned(String.join("\n", warnings));
  }

  /** Locks of others on files that {@code me} is about to commit, where the guard is not off. */
  public List<FileLock> committing(Caller me, List<Path> files) {
    List<Path> guarded = files.stream().filter(file -> modes.at(file) != Mode.OFF).toList();
    return locks.heldByOthers(me, texts(guarded));
  }

  /** What the agent has to be told of what happened to files it edited. */
  public List<String> warnings(Caller me) {
    return collisions.takeWarnings(me.id());
  }

  /** Keeps a warning for the agent until it can be told. */
  public void keep(Caller me, String warning) {
    collisions.warn(me.id(), warning);
  }

  private Optional<String> objection(Caller me, GitAction action) {
    Optional<Path> worktree = GitCheckout.around(action.directory()).map(GitCheckout::worktree);
    List<Named> others = worktree.map(place -> peers.inWorktree(me, place)).orElse(List.of());
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(Wording.shared(action, worktree.orElseThrow(), others));
  }

  private static List<String> texts(List<Path> files) {
    return files.stream().map(Path::toString).toList();
  }

  private void touched(Caller me, Path file) {
    String place = Locks.canonical(me, file.toString());
    collisions.touch(place, me).ifPresent(other -> collided(place, me, other));
  }

  private void collided(String file, Caller me, Caller other) {
    store.write(tx -> {
      tx.publish(new EditCollision(file, me.name(), other.name()), me.id());
      return tx.now();
    });
    collisions.warn(other.id(), Wording.collision(file, me));
    collisions.warn(me.id(), Wording.collision(file, other));
  }
}
