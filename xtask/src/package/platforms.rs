//! The platforms that binaries are published for. A machine builds those whose standard library of Rust it has; the workflow of a release has one
//! machine for each.

use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::workspace::output;

pub(crate) struct Platform {
    /// As Rust names it.
    pub(crate) target: &'static str,
    /// The oldest systems that a wheel is for, as maturin names them; `None` where the target says it.
    pub(crate) wheel: Option<&'static str>,
    /// How the part of a wheel's name that says so starts and ends.
    tag: (&'static str, &'static str),
    /// As npm names the system, the processor and the C library.
    pub(crate) npm: (&'static str, &'static str, Option<&'static str>),
}

pub(crate) const PLATFORMS: [Platform; 7] = [
    Platform {
        target: "x86_64-unknown-linux-gnu",
        wheel: Some("manylinux2014"),
        tag: ("manylinux2014_", "_x86_64"),
        npm: ("linux", "x64", Some("glibc")),
    },
    Platform {
        target: "aarch64-unknown-linux-gnu",
        wheel: Some("manylinux2014"),
        tag: ("manylinux2014_", "_aarch64"),
        npm: ("linux", "arm64", Some("glibc")),
    },
    Platform {
        target: "x86_64-unknown-linux-musl",
        wheel: Some("musllinux_1_2"),
        tag: ("musllinux_1_2_", "_x86_64"),
        npm: ("linux", "x64", Some("musl")),
    },
    Platform {
        target: "aarch64-unknown-linux-musl",
        wheel: Some("musllinux_1_2"),
        tag: ("musllinux_1_2_", "_aarch64"),
        npm: ("linux", "arm64", Some("musl")),
    },
    Platform { target: "x86_64-apple-darwin", wheel: None, tag: ("macosx_", "_x86_64"), npm: ("darwin", "x64", None) },
    Platform { target: "aarch64-apple-darwin", wheel: None, tag: ("macosx_", "_arm64"), npm: ("darwin", "arm64", None) },
    Platform { target: "x86_64-pc-windows-msvc", wheel: None, tag: ("win_", "_amd64"), npm: ("win32", "x64", None) },
];

impl Platform {
    /// Returns the platforms that this machine can build: those of its own system whose standard library is installed.
    pub(crate) fn buildable() -> Result<Vec<&'static Self>> {
        let root = output("rustc --print sysroot", Command::new("rustc").args(["--print", "sysroot"]))?;
        let libraries = Path::new(root.trim()).join("lib/rustlib");
        let of_this_system = |platform: &&Self| platform.npm.0 == system();
        Ok(PLATFORMS.iter().filter(of_this_system).filter(|platform| libraries.join(platform.target).join("lib").exists()).collect())
    }

    /// Returns whether this machine can run what is built for it.
    pub(crate) fn runs_here(&self) -> bool {
        let processor = if cfg!(target_arch = "x86_64") { "x64" } else { "arm64" };
        let library = if cfg!(target_env = "musl") { "musl" } else { "glibc" };
        let (of, on, with) = self.npm;
        of == system() && on == processor && with.is_none_or(|with| with == library)
    }

    /// Returns whether a file is a wheel for it.
    pub(crate) fn is_of(&self, wheel: &Path) -> bool {
        let name = wheel.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let tag = name.strip_suffix(".whl").and_then(|name| name.rsplit('-').next()).unwrap_or_default();
        tag.starts_with(self.tag.0) && tag.ends_with(self.tag.1)
    }

    /// Returns the name of its npm package, after that of the main package.
    pub(crate) fn npm_name(&self, main: &str) -> String {
        let (system, processor, library) = self.npm;
        let library = library.map(|library| if library == "glibc" { "-gnu" } else { "-musl" }).unwrap_or_default();
        format!("{main}-{system}-{processor}{library}")
    }

    /// Returns the name of the program.
    pub(crate) fn program(&self) -> &'static str {
        if self.npm.0 == "win32" { "agentspec-mock.exe" } else { "agentspec-mock" }
    }
}

/// As npm names the system of this machine.
fn system() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_is_of_one_platform() {
        for (wheel, target) in [
            ("agentspec-0.1.0-cp39-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", "x86_64-unknown-linux-gnu"),
            ("agentspec-0.1.0-cp39-abi3-musllinux_1_2_aarch64.whl", "aarch64-unknown-linux-musl"),
            ("agentspec_mock-0.1.0-py3-none-macosx_10_12_x86_64.whl", "x86_64-apple-darwin"),
            ("agentspec_mock-0.1.0-py3-none-macosx_11_0_arm64.whl", "aarch64-apple-darwin"),
            ("agentspec_mock-0.1.0-py3-none-win_amd64.whl", "x86_64-pc-windows-msvc"),
        ] {
            let of: Vec<_> = PLATFORMS.iter().filter(|platform| platform.is_of(Path::new(wheel))).map(|platform| platform.target).collect();
            assert_eq!(of, [target], "{wheel}");
        }
    }

    #[test]
    fn the_package_of_a_platform_has_the_name_that_the_main_package_looks_for() {
        let names: Vec<_> = PLATFORMS.iter().map(|platform| platform.npm_name("mock")).collect();
        let expected =
            ["linux-x64-gnu", "linux-arm64-gnu", "linux-x64-musl", "linux-arm64-musl", "darwin-x64", "darwin-arm64", "win32-x64"];
        assert_eq!(names, expected.map(|platform| format!("mock-{platform}")));
    }
}
