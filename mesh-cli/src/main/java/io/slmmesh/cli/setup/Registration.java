package io.slmmesh.cli.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a client has been told to reach the mesh.
 *
 * @param file where that stands
 * @param command the command line that it starts
 * @param environment the variables that it adds
 * @param guard the command that it runs before an edit, empty if it calls the tool of the session;
 *     nothing if edits are not guarded
 */
public record Registration(
    Path file, List<String> command, Map<String, String> environment, Optional<String> guard) {}
