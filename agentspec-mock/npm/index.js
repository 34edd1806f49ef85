const { name: own } = require("./package.json");

/** Returns the path of the program for this platform, which is in a package of its own. */
exports.program = function program() {
  const file = process.platform === "win32" ? "agentspec-mock.exe" : "agentspec-mock";
  const packages = libraries().map((library) => [own, process.platform, process.arch, library].filter(Boolean).join("-"));
  for (const name of packages) {
    try {
      return require.resolve(`${name}/bin/${file}`);
    } catch {}
  }
  throw new Error(
    `${own}: none of the packages ${packages.join(", ")} is installed: install ${own} without --omit=optional, ` +
      "or, if there is none for this platform, build the program by cargo install agentspec-mock",
  );
};

/** Returns the C libraries that a program for this machine may need: a static one needs none, and runs beside glibc, too. */
function libraries() {
  if (process.platform !== "linux") return [""];
  // Without this, the report resolves the names of all peers.
  process.report.excludeNetwork = true;
  const { glibcVersionRuntime } = process.report.getReport().header;
  return glibcVersionRuntime ? ["gnu", "musl"] : ["musl"];
}
