package io.slmmesh.cli.command;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code slm-mesh} alone: starts the broker if needed and shows the status. */
@Command(
    name = "slm-mesh",
    header = "Agents on this machine find each other, talk, share state and lock files.",
    description = "Without a word: starts the broker if needed and shows the status.",
    synopsisSubcommandLabel = "[WORD]",
    commandListHeading = "%nWords:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the answer is no: refused, held by another agent, not found, nothing came in time",
      "2:the command was not understood",
      "3:no broker runs, or it cannot be reached or started",
      "4:try again later: over the rate, the broker is stopping, the disk is full",
      "70:a fault of slm-mesh",
      "78:something must be set up first; the message says what"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  slm-mesh                             who is there, how is the mesh doing",
      "  slm-mesh send kipu build is green    a message to the agent kipu",
      "  slm-mesh inbox --wait 60s            read messages, wait for one",
      "  slm-mesh lock run a.c -- vim a.c     edit a.c under its lock",
      "  slm-mesh help lock run               more about a word"
    })
final class Root extends Word {
  Root(Desk desk) {
    super(desk);
  }

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "The answer as one JSON object, as HTTP gives it.")
  void json(boolean wanted) {
    desk().json(wanted);
  }

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "This page.")
  void help(boolean wanted) {
    // The library shows the page and runs nothing.
  }

  @Option(
      names = {"-V", "--version"},
      description = "The version of slm-mesh.")
  private boolean version;

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    return version ? new VersionWord(desk()).run() : new StartWord(desk()).run();
  }
}
