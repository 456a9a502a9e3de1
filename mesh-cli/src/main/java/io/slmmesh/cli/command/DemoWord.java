package io.slmmesh.cli.command;

import io.slmmesh.cli.demo.Demo;

/** {@code demo}. */
final class DemoWord extends Word {
  DemoWord(Desk desk) {
    super(desk, "Watch two sessions find each other, talk, share and lock.");
    syntax()
        .says("On a mesh of its own in a temporary directory; nothing remains.")
        .examples("slm-mesh demo");
  }

  @Override
  Exit run() throws Failure {
    if (desk().json()) {
      throw Failure.usage("the demo is for people; leave out --json");
    }
    Invocation invocation = desk().invocation();
    return new Demo(invocation.out(), invocation.launcher()).run() == 0 ? Exit.OK : Exit.INTERNAL;
  }
}
