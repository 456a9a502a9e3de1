package io.slmmesh.cli.setup;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * Where a client keeps its servers.
 *
 * @param directory the client's own; that it exists tells that the client is here
 * @param user the user's file in it
 * @param project the file in a project's directory; empty if there is none
 */
record Where(Function<Places, Path> directory, String user, String project) {}
