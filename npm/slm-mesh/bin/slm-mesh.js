#!/usr/bin/env node
// Finds the program in the package for this platform and gives way to it: same input and output,
// same signals, same exit code.
"use strict";

const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const { constants } = require("node:os");

const PACKAGES = { "linux x64": "@slm-mesh/linux-x64" };
const CANNOT_RUN = 78;
const FORWARDED = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2"];

function fail(text) {
  process.stderr.write(`slm-mesh: ${text}\n`);
  process.exit(CANNOT_RUN);
}

function program() {
  const platform = `${process.platform} ${process.arch}`;
  const name = PACKAGES[platform];
  if (!name) {
    fail(`there is no package for ${platform} yet; build it from its sources, with a JDK 25`);
  }
  if (existsSync("/lib/ld-musl-x86_64.so.1") && !existsSync("/lib64/ld-linux-x86-64.so.2")) {
    fail("the package needs glibc and this system has musl; run it in a Debian, Fedora or Ubuntu container, or build it from its sources, with a JDK 25 for musl");
  }
  try {
    return require.resolve(`${name}/bin/slm-mesh`);
  } catch {
    return fail(`the package ${name} is missing, perhaps left out by --omit=optional; run: npm install -g --include=optional slm-mesh`);
  }
}

function words() {
  const given = process.argv.slice(2);
  // A client that is told only "npx slm-mesh" means the server.
  return given.length > 0 ? given : [process.stdin.isTTY ? "status" : "mcp"];
}

// By this name "slm-mesh doctor" knows that the program on the PATH is this one.
const env = { ...process.env, SLM_MESH_NPM: __filename };
const child = spawn(program(), words(), { stdio: "inherit", env });
for (const signal of FORWARDED) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => fail(`${error.path} does not start: ${error.code}; install slm-mesh again`));
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + constants.signals[signal]);
});
