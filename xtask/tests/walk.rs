//! The walk of CONTRIBUTING.md, in a copy of the workspace: a change of the contract reaches every language by one `cargo xtask codegen`, and
//! the fast tests pass there. What is edited or renamed by hand is caught.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

const CONTRACT: &str = "openapi.yaml";
const SNAPSHOT: &str = "agentspec-client/src/snapshot.rs";
const STREAM_EVENT: &str = "agentspec-ext/src/generated/stream_event.rs";
const EVENTS: &str = "agentspec-ext/src/generated/events.rs";
const NAMES: &str = "agentspec-ext/src/generated/types.rs";
const ERROR_KIND: &str = "agentspec-ext/src/generated/error_kind.rs";
const OPERATIONS: &str = "agentspec-ext/src/generated/operations.md";
const ERRORS: &str = "agentspec-ext/src/generated/errors.md";
const CALLS: &str = "tests/contract/generated/calls.rs";
const TYPES: &str = "sdks/python/python/agentspec/types.py";
const TS_TYPES: &str = "sdks/typescript/src/generated/types.ts";
const TS_EVENTS: &str = "sdks/typescript/src/generated/events.ts";
const TS_CALLS: &str = "sdks/typescript/src/generated/calls.ts";
const GO_TYPES: &str = "sdks/go/zz_types.go";
const GO_EVENTS: &str = "sdks/go/zz_events.go";
const GO_CALLS: &str = "sdks/go/zz_calls.go";
const GO_ERRORS: &str = "sdks/go/zz_errors.go";
const SCHEMA: &str = "schema/agentspec.schema.json";
const DOCUMENT: &str = "docs/operations.md";
const LISTED_ERRORS: &str = "docs/errors.md";
const READERS: &str = "tests/agree/generated/readers.rs";
const ROWS: &str = "sdks/operations.json";
const LANGUAGES: &str = "docs/languages.md";
const GUIDE: &str = "agentspec-ext/guide/09-errors.md";
const DIALECT: &str = "agentspec-ext/src/transport/dialect.rs";
const OPERATIONS_OF_MOCK: &str = "agentspec-mock/src/operations.rs";

/// The names that the walk adds. They occur nowhere else: a test that used one as an unknown name would fail once the contract has it.
const WALKED: [&str; 5] = ["reasoning_tokens", "retired", "citation", "get_session", "GetSession"];

/// Where they may occur: the walk itself, and the small contract with its output, which is no part of the workspace's contract.
const WALKS: [&str; 3] = ["CONTRIBUTING.md", "xtask/tests/walk.rs", "xtask/tests/golden"];

/// An event with the types of fields that the walk's has not: each has attributes of its own in Rust.
const FURTHER_EVENT: &str = "        - title: Remark
          description: Says something of the answer.
          type: object
          required: [type, tags]
          properties:
            type: { type: string, enum: [remark] }
            tags: { type: array, items: { type: string }, nullable: true, description: Its tags. }
            at: { type: string, format: date-time, description: When. }
            times: { type: array, items: { type: string, format: date-time }, description: When else. }
            steps: { type: array, items: { type: integer, format: uint64, minimum: 1 }, description: Its steps. }
            facts: { type: object, additionalProperties: {}, description: What it is about. }
";

/// The fast tests, with the features of the whole workspace, so that dependencies are compiled as for its own tests.
const FAST_TESTS: &[&str] = &[
    "test",
    "--quiet",
    "--no-fail-fast",
    "--workspace",
    "--features",
    "agentspec-python/test-util",
    "--lib",
    "--test",
    "behaviour",
    "--test",
    "contract",
    "--test",
    "differential",
    "--test",
    "it",
    "--test",
    "vectors",
];

/// Those of Python of what is generated, with the native module of the copy.
const PYTHON_TESTS: [&str; 6] = ["test_calls", "test_golden", "test_plain_data", "test_streams", "test_surface", "test_types"];

/// A copy of the workspace. One at a time, in one place: Cargo tells no two of them apart, and dependencies are built once.
struct Copy {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Copy {
    fn make() -> Self {
        static TURNS: Mutex<()> = Mutex::new(());
        let turn = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk");
        let _ = fs::remove_dir_all(&folder);
        copy_folder(root, &folder);
        let copy = Self { folder, _turn: turn };
        copy.rename_versions();
        copy
    }

    /// Gives the crates versions of their own: Cargo tells a crate from that of the workspace by its name and version, not by its path.
    fn rename_versions(&self) {
        let renamed = |line: &str| match line.strip_prefix("version = \"").and_then(|version| version.strip_suffix('"')) {
            Some(version) => format!("version = \"{version}+walk\"\n"),
            None => format!("{line}\n"),
        };
        let workspace = self.read("Cargo.toml");
        let members = workspace.lines().find(|line| line.starts_with("members = ")).expect("the members in a line");
        let manifests = members.split('"').skip(1).step_by(2).map(|member| format!("{member}/Cargo.toml"));
        for manifest in manifests.chain(["Cargo.toml".to_owned()]) {
            self.write(&manifest, &self.read(&manifest).lines().map(renamed).collect::<String>());
        }
        let locked = self.read("Cargo.lock");
        let is_member = |package: &&str| package.starts_with("[[package]]") && !package.contains("\nsource = ");
        let packages = locked.split_inclusive("\n\n");
        let packages =
            packages.map(|package| if is_member(&package) { package.lines().map(renamed).collect() } else { package.to_owned() });
        self.write("Cargo.lock", &packages.collect::<String>());
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).unwrap();
    }

    /// Replaces `before`, which must be there once.
    fn replace(&self, path: &str, before: &str, after: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(before).count(), 1, "{path}: {before}");
        self.write(path, &text.replace(before, after));
    }

    fn insert_after(&self, path: &str, line: &str, block: &str) {
        self.replace(path, line, &[line, block].concat());
    }

    /// Runs a command in the copy. Cargo compiles into the workspace's build folder, which has the dependencies already. Before 1.91 it compiles
    /// them once more, into the copy's target folder.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let build = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", target()).env("CARGO_BUILD_BUILD_DIR", build);
        command.output().unwrap()
    }

    /// Runs `cargo xtask codegen`, and returns what it says of a failure.
    fn codegen(&self, arguments: &[&str]) -> Result<(), String> {
        told(&self.run(env!("CARGO_BIN_EXE_xtask"), &[&["codegen"], arguments].concat()))
    }

    fn cargo(&self, arguments: &[&str]) {
        told(&self.run(env!("CARGO"), arguments)).unwrap_or_else(|told| panic!("{told}"));
    }

    /// Runs the tests of the Python SDK, where a Python is there that can load the module as it is built.
    fn python_tests(&self) {
        let is_new_enough = "import sys; sys.exit(sys.version_info < (3, 9))";
        let has_python = Command::new("python3").args(["-c", is_new_enough]).status().is_ok_and(|status| status.success());
        if !cfg!(target_os = "linux") || !has_python {
            eprintln!("SKIPPED: the walk in Python: it needs Linux, and Python 3.9 or newer as python3");
            return;
        }
        self.cargo(&["build", "--quiet", "--workspace", "--lib", "--features", "agentspec-python/test-util"]);
        let package = self.folder.join("sdks/python/python");
        fs::copy(target().join("debug/lib_native.so"), package.join("agentspec/_native.abi3.so")).unwrap();
        let mut unittest = Command::new("python3");
        unittest.args(["-B", "-m", "unittest", "--quiet"]).args(PYTHON_TESTS).current_dir(self.folder.join("sdks/python/tests"));
        unittest.env("PYTHONPATH", package).env("AGENTSPEC_MOCK", target().join("debug/agentspec-mock"));
        told(&unittest.output().unwrap()).unwrap_or_else(|told| panic!("{told}"));
    }

    /// Compiles the Go SDK with its tests, checks the format of what is generated, and holds the package to the tables of the languages.
    fn go_tests(&self) {
        let package = self.folder.join("sdks/go");
        let go = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .current_dir(&package)
                .env("GOTOOLCHAIN", "local")
                .env("GOPROXY", "off")
                .env("GOFLAGS", "-buildvcs=false");
            command.output()
        };
        if go("go", &["version"]).is_err() {
            eprintln!("SKIPPED: the walk in Go: it needs Go 1.25 or newer");
            return;
        }
        let unformatted = go("gofmt", &["-d", "."]).unwrap();
        assert!(unformatted.stdout.is_empty(), "{}", String::from_utf8_lossy(&unformatted.stdout));
        for arguments in [["vet", "./..."].as_slice(), &["test", "-run", "HasItsForm|MissingForm", "."]] {
            told(&go("go", arguments).unwrap()).unwrap_or_else(|told| panic!("{told}"));
        }
    }

    fn assert_has(&self, path: &str, parts: &[&str]) {
        let text = self.read(path);
        for part in parts {
            assert!(text.contains(part), "{path} lacks {part}");
        }
    }
}

/// Where Cargo puts the finished programs of the copy.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk-target")
}

fn told(output: &Output) -> Result<(), String> {
    let told = || [&output.stdout, &output.stderr].map(|printed| String::from_utf8_lossy(printed).into_owned()).concat();
    if output.status.success() { Ok(()) } else { Err(told()) }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let name = entry.file_name();
        let is_hidden = name.to_string_lossy().starts_with('.') && name != ".cargo";
        if is_hidden || ["target", "node_modules", "__pycache__"].iter().any(|passed| name == *passed) {
            continue;
        }
        if source.is_dir() {
            copy_folder(&source, &target);
        } else {
            fs::copy(&source, &target).unwrap();
        }
    }
    // The raw client's contract is a link to the workspace's, in the copy too.
    #[cfg(unix)]
    if from.ends_with("agentspec-client") {
        fs::remove_file(to.join(CONTRACT)).unwrap();
        std::os::unix::fs::symlink(Path::new("..").join(CONTRACT), to.join(CONTRACT)).unwrap();
    }
}

/// The blocks of code of a chapter of CONTRIBUTING.md, in their order.
fn blocks(copy: &Copy, chapter: &str) -> Vec<String> {
    let text = copy.read("CONTRIBUTING.md");
    let start = text.find(chapter).expect(chapter);
    let chapter = &text[start..][..text[start + 1..].find("\n##").map_or(text.len() - start, |end| end + 1)];
    chapter.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').unwrap().1.to_owned()).collect()
}

#[test]
fn the_names_of_the_walk_occur_nowhere_else() {
    let copy = Copy::make();
    let mut found = Vec::new();
    let mut folders = vec![copy.folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let place = path.strip_prefix(&copy.folder).unwrap().to_owned();
            if WALKS.iter().any(|walk| place.starts_with(walk)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            let names = WALKED.iter().filter(|name| text.contains(&capitalized(name)) || text.contains(**name));
            found.extend(names.map(|name| format!("{name} in {}", place.display())));
        }
    }
    assert!(found.is_empty(), "choose other names for the walk of CONTRIBUTING.md, in `WALKED` of this file too: {found:?}");
    let walk = blocks(&copy, "### A walk").concat();
    assert!(WALKED.iter().all(|name| walk.contains(name)), "the walk has other names than `WALKED` of this file");
}

fn capitalized(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    [&first.to_uppercase(), rest].concat()
}

#[test]
fn a_field_a_value_an_event_and_an_operation_reach_every_language_by_one_codegen_each_and_the_fast_tests_pass() {
    let copy = Copy::make();
    let [field, value, event, operation, row, handler, translation] = blocks(&copy, "### A walk").try_into().expect("seven blocks");

    copy.insert_after(
        CONTRACT,
        "      required: [input_tokens, output_tokens, total_tokens]\n      additionalProperties: {}\n      properties:\n",
        &field,
    );
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["pub reasoning_tokens: ::std::option::Option<u64>,"]);
    copy.assert_has(TYPES, &["    reasoning_tokens: Optional[int] = None\n", "fields.optional(\"reasoning_tokens\", _decode.uint64)"]);
    copy.assert_has(GO_TYPES, &["\tReasoningTokens int `json:\"reasoning_tokens\"`\n", "o.Optional(\"reasoning_tokens\")"]);
    copy.assert_has(TS_TYPES, &["  reasoningTokens?: number | undefined;\n", "reasoning_tokens: [\"reasoningTokens\", count]"]);
    copy.assert_has(SCHEMA, &["\"reasoning_tokens\": {"]);

    copy.replace(CONTRACT, "      x-extensible-enum: [ready, running]\n", &value);
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["Retired = \"retired\","]);
    copy.assert_has(TYPES, &["Literal[\"ready\", \"running\", \"retired\"]"]);
    copy.assert_has(GO_TYPES, &["\tAgentStatusRetired = \"retired\"\n"]);
    copy.assert_has(TS_TYPES, &["\"ready\" | \"running\" | \"retired\" | (string & {})"]);
    copy.assert_has(SCHEMA, &["\"running\",\n        \"retired\"\n"]);

    copy.insert_after(CONTRACT, "      oneOf:\n", &[&event, FURTHER_EVENT].concat());
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["Citation {"]);
    copy.assert_has(
        STREAM_EVENT,
        &["Citation(Citation),", "pub struct Citation {", "(\"citation\", |fields|", "Self::Citation(_) => \"citation\""],
    );
    copy.assert_has(TYPES, &["class Citation(_data.Event):", "\"citation\": Citation.from_dict,", "StreamEvent = Union[Citation, "]);
    copy.assert_has(GO_EVENTS, &["\tEventCitation EventType = \"citation\"\n", "\tSource string `json:\"source,omitempty\"`\n"]);
    copy.assert_has(
        TS_EVENTS,
        &["export interface CitationEvent {", "  citation: record<CitationEvent>(", "StreamEvent = CitationEvent | "],
    );
    copy.assert_has(SCHEMA, &["\"Citation\": {", "\"const\": \"citation\""]);
    let schema: Value = serde_json::from_str(&copy.read(SCHEMA)).unwrap();
    assert_eq!(schema["$defs"]["UnknownEvent"]["properties"]["type"]["not"]["enum"][0], "citation");
    let remark = &schema["$defs"]["Remark"];
    assert_eq!(remark["required"], json!(["tags"]));
    assert_eq!(remark["properties"]["tags"]["type"], json!(["array", "null"]));
    assert_eq!(remark["properties"]["times"]["items"], json!({"type": "string", "format": "date-time"}));

    copy.insert_after(CONTRACT, "  /v1/agents/{name}/sessions/{id}:\n", &operation);
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["pub async fn get_session<'a>(", "id: \"get_session\", method: \"GET\""]);
    copy.assert_has(
        OPERATIONS,
        &["| Read a session | [`client.sessions().get(agent, session_id)`]", "`client.sessions.get(agent=, session_id=)`"],
    );
    copy.assert_has(
        GO_CALLS,
        &[
            "func (s *SessionsService) Get(ctx context.Context, request *GetSessionRequest,",
            "func (h *SessionHandle) Get(ctx context.Context, ",
        ],
    );
    copy.assert_has(
        TS_CALLS,
        &["const GET_SESSION: Operation<GetSessionRequest> = {", "  get(request: GetSessionRequest, options?: CallOptions)"],
    );
    copy.assert_has(DOCUMENT, &["| Read a session | `client.sessions().get(agent, session_id)` |"]);
    copy.codegen(&["--check"]).unwrap();

    let before = "    operation(Method::DELETE, \"/v1/agents/{name}/sessions/{id}\", \"delete_session\", Sync(sessions::delete)),\n";
    copy.insert_after(OPERATIONS_OF_MOCK, before, &row);
    let sessions = "agentspec-mock/src/operations/sessions.rs";
    copy.write(sessions, &[&copy.read(sessions), "\n", &handler].concat());
    copy.insert_after(DIALECT, "    row(\"list_sessions\", Ask::Refused(NO_LIST), Give::Unchanged),\n", &translation);
    copy.go_tests();
    copy.cargo(FAST_TESTS);
    copy.python_tests();
}

#[test]
fn a_hand_edit_of_any_generated_file_is_caught_and_named() {
    let copy = Copy::make();
    copy.codegen(&["--check"]).unwrap();
    let feeding = [SNAPSHOT, STREAM_EVENT, EVENTS, NAMES, ERROR_KIND, "schema/src/generated.rs"];
    let others = [OPERATIONS, ERRORS, CALLS, TYPES, TS_TYPES, TS_EVENTS, TS_CALLS, GO_TYPES, GO_EVENTS, GO_CALLS, GO_ERRORS];
    let documents = [SCHEMA, DOCUMENT, LISTED_ERRORS, READERS, ROWS, LANGUAGES, GUIDE];
    for path in others.into_iter().chain(documents).chain(feeding) {
        let text = copy.read(path);
        let stamp = text.find("Generated from openapi.yaml").unwrap_or_else(|| panic!("{path} has no stamp"));
        let line = stamp + text[stamp..].find("\n\n").or_else(|| text[stamp..].find('\n')).unwrap() + 1;
        copy.write(path, &[&text[..line], "edited by hand\n", &text[line..]].concat());
        let error = copy.codegen(&["--check"]).unwrap_err();
        let named = error.starts_with(&format!("xtask: stale: {path}"))
            && error.contains("-edited by hand")
            && error.contains("cargo xtask codegen");
        assert!(named, "{path}: {error}");
        assert_eq!(error.matches("stale: ").count(), 1, "{path}: {error}");
        assert_eq!(error.contains("not checked: schema/agentspec.schema.json,"), feeding.contains(&path), "{path}: {error}");
        copy.write(path, &text);
    }
    let stray = "sdks/go/zz_old.go";
    copy.write(stray, "package agentspec\n");
    let error = copy.codegen(&["--check"]).unwrap_err();
    assert!(error.contains(&format!("stale: {stray}\n")), "{error}");
    copy.codegen(&[]).unwrap();
    assert!(!copy.folder.join(stray).exists());
    copy.codegen(&["--check"]).unwrap();
}

#[test]
fn a_renamed_field_is_caught_everywhere() {
    let copy = Copy::make();
    let contract = copy.read(CONTRACT).replace("required: [type, content]", "required: [type, text]");
    copy.write(
        CONTRACT,
        &contract.replace(
            "            content: { type: string, description: 'The piece",
            "            text: { type: string, description: 'The piece",
        ),
    );

    let error = copy.codegen(&["--check"]).unwrap_err();
    for path in [SNAPSHOT, STREAM_EVENT, TYPES] {
        assert!(error.contains(&format!("stale: {path}\n  @@")), "{path}: {error}");
    }
    assert!(error.contains("not checked: schema/agentspec.schema.json,"), "{error}");
    let error = copy.codegen(&[]).unwrap_err();
    for place in
        ["agentspec-ext/src/event/token.rs", "no field named `content`", "schema/agentspec.schema.json was not made", "cargo xtask codegen"]
    {
        assert!(error.contains(place), "{place}: {error}");
    }
    copy.assert_has(SNAPSHOT, &["    text: ::std::string::String,"]);
    copy.assert_has(STREAM_EVENT, &["pub text: String,"]);
    copy.assert_has(TYPES, &["    text: str\n", "fields.required(\"text\", _decode.text)"]);
    for (path, before, after) in [
        ("agentspec-ext/src/event/token.rs", "Token(Token { content, extra", "Token(Token { text: content, extra"),
        ("agentspec-ext/src/stream/collector.rs", "&token.content", "&token.text"),
        ("agentspec-ext/src/stream/text.rs", "token.content", "token.text"),
        ("agentspec-ext/src/trace/call.rs", "&token.content", "&token.text"),
    ] {
        copy.replace(path, before, after);
    }
    let error = copy.codegen(&["--check"]).unwrap_err();
    assert!(error.starts_with("xtask: stale: schema/agentspec.schema.json\n") && error.matches("stale: ").count() == 1, "{error}");
    copy.codegen(&[]).unwrap();
    copy.assert_has(SCHEMA, &["\"description\": \"The piece; the pieces joined are the text.\""]);
    assert!(!copy.read(SCHEMA).contains("\"content\""));
}
