#!/usr/bin/env node
const { spawn } = require("node:child_process");
const { program } = require("./index.js");

let path;
try {
  path = program();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const server = spawn(path, process.argv.slice(2), { stdio: "inherit" });
// A terminal sends Ctrl-C to both.
process.on("SIGINT", () => process.stdin.isTTY || server.kill("SIGINT"));
process.on("SIGTERM", () => server.kill("SIGTERM"));
process.on("SIGHUP", () => server.kill("SIGHUP"));
server.on("error", (error) => {
  console.error(`${path}: cannot be started: ${error.message}`);
  process.exit(1);
});
server.on("exit", (code) => process.exit(code ?? 1));
