package io.slmmesh.broker.store;

import java.nio.file.Path;

/**
 * What was wrong with the files at this start.
 *
 * @param keptAs where the damaged file is now
 * @param report what happened, for people
 */
public record Damage(Path keptAs, String report) {}
