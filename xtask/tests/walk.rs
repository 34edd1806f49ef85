//! The walk of CONTRIBUTING.md, in a copy of the workspace: a change of the contract reaches every language by one `cargo xtask codegen`, or
//! fails and names the place to write by hand. And what is edited or renamed without it is caught.
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
const CALLS: &str = "tests/contract/calls.rs";
const TYPES: &str = "sdks/python/python/agentspec/types.py";
const SCHEMA: &str = "schema/agentspec.schema.json";
const DOCUMENT: &str = "docs/operations.md";
const LISTED_ERRORS: &str = "docs/errors.md";
const READERS: &str = "tests/agree/readers.rs";
const ROWS: &str = "sdks/operations.json";
const LANGUAGES: &str = "docs/languages.md";
const GUIDE: &str = "agentspec-ext/guide/09-errors.md";

/// What is more in an event than the text of the walk has: each has attributes of its own in Rust.
const FURTHER_FIELDS: &str = "            tags: { type: array, items: { type: string }, nullable: true, description: Its tags. }
            at: { type: string, format: date-time, description: When. }
            times: { type: array, items: { type: string, format: date-time }, description: When else. }
            steps: { type: array, items: { type: integer, format: uint64, minimum: 1 }, description: Its steps. }
            facts: { type: object, additionalProperties: {}, description: What it is of. }
";

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
        Self { folder, _turn: turn }
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

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk-target");
        Command::new(program).args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", target).output().unwrap()
    }

    /// Runs `cargo xtask codegen`, and returns what it says of a failure.
    fn codegen(&self, arguments: &[&str]) -> Result<(), String> {
        told(&self.run(env!("CARGO_BIN_EXE_xtask"), &[&["codegen"], arguments].concat()))
    }

    fn cargo_check(&self, package: &str) -> Result<(), String> {
        told(&self.run(env!("CARGO"), &["check", "--quiet", "--package", package, "--all-targets"]))
    }

    fn assert_has(&self, path: &str, parts: &[&str]) {
        let text = self.read(path);
        for part in parts {
            assert!(text.contains(part), "{path} lacks {part}");
        }
    }
}

fn told(output: &Output) -> Result<(), String> {
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
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
fn a_field_a_value_an_event_and_an_operation_reach_every_language_by_one_codegen_each() {
    let copy = Copy::make();
    let [field, value, event, operation, method, sent, blocking] = blocks(&copy, "### A walk").try_into().expect("seven blocks");

    copy.insert_after(
        CONTRACT,
        "      required: [input_tokens, output_tokens, total_tokens]\n      additionalProperties: {}\n      properties:\n",
        &field,
    );
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["pub cached_tokens: ::std::option::Option<u64>,"]);
    copy.assert_has(TYPES, &["    cached_tokens: Optional[int] = None\n", "fields.optional(\"cached_tokens\", _decode.uint64)"]);
    copy.assert_has(SCHEMA, &["\"cached_tokens\": {"]);

    copy.replace(CONTRACT, "      x-extensible-enum: [ready, running]\n", &value);
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["Stopped = \"stopped\","]);
    copy.assert_has(TYPES, &["Literal[\"ready\", \"running\", \"stopped\"]"]);
    copy.assert_has(SCHEMA, &["\"running\",\n        \"stopped\"\n"]);

    copy.insert_after(CONTRACT, "      oneOf:\n", &event);
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["Thought {"]);
    copy.assert_has(
        STREAM_EVENT,
        &["Thought(Thought),", "pub struct Thought {", "(\"thought\", |fields|", "Self::Thought(_) => \"thought\""],
    );
    copy.assert_has(TYPES, &["class Thought(_data.Event):", "\"thought\": Thought.from_dict,", "StreamEvent = Union[Thought, "]);
    copy.assert_has(SCHEMA, &["\"Thought\": {", "\"const\": \"thought\""]);
    let schema: Value = serde_json::from_str(&copy.read(SCHEMA)).unwrap();
    assert_eq!(schema["$defs"]["UnknownEvent"]["properties"]["type"]["not"]["enum"][0], "thought");

    let thought = "properties:\n            type: { type: string, enum: [thought] }\n";
    copy.replace(CONTRACT, &format!("content]\n          {thought}"), &format!("content, tags]\n          {thought}{FURTHER_FIELDS}"));
    copy.codegen(&[]).unwrap();
    let schema: Value = serde_json::from_str(&copy.read(SCHEMA)).unwrap();
    let thought = &schema["$defs"]["Thought"];
    assert_eq!(thought["required"], json!(["tags", "content"]));
    assert_eq!(thought["properties"]["tags"]["type"], json!(["array", "null"]));
    assert_eq!(thought["properties"]["times"]["items"], json!({"type": "string", "format": "date-time"}));

    copy.insert_after(CONTRACT, "  /v1/agents/{name}/sessions/{id}:\n", &operation);
    copy.codegen(&[]).unwrap();
    copy.assert_has(SNAPSHOT, &["pub async fn get_session<'a>(", "id: \"get_session\", method: \"GET\""]);
    copy.assert_has(
        OPERATIONS,
        &["| Read a session | [`client.sessions().get(agent, session_id)`]", "`client.sessions.get(agent=, session_id=)`"],
    );
    copy.assert_has(DOCUMENT, &["| Read a session | `client.sessions().get(agent, session_id)` |"]);
    copy.codegen(&["--check"]).unwrap();
    copy.cargo_check("agentspec-ext").unwrap();

    let error = copy.cargo_check("agentspec-tests").unwrap_err();
    for place in [CALLS, "no method named `get`", "`agentspec_ext::Sessions`", "`agentspec_ext::blocking::Sessions`"] {
        assert!(error.contains(place), "{place}: {error}");
    }
    copy.assert_has(CALLS, &["yet to be written by hand: the call of an operation in agentspec-ext/src/api (agents.rs, sessions.rs,"]);
    let sessions = "agentspec-ext/src/api/sessions.rs";
    copy.replace(sessions, "    /// Deletes a session and its turns.\n", &format!("{method}\n    /// Deletes a session and its turns.\n"));
    copy.write(sessions, &[copy.read(sessions), "\n".to_owned(), sent].concat());
    copy.replace("agentspec-ext/src/lib.rs", "DeleteSession, ListSessions", "DeleteSession, GetSession, ListSessions");
    let deletes = "    /// Deletes a session and its turns, as";
    copy.replace("agentspec-ext/src/blocking/sessions.rs", deletes, &format!("{blocking}\n{deletes}"));
    copy.cargo_check("agentspec-tests").unwrap();
}

#[test]
fn a_hand_edit_of_any_generated_file_is_caught_and_named() {
    let copy = Copy::make();
    copy.codegen(&["--check"]).unwrap();
    let feeding = [SNAPSHOT, STREAM_EVENT, EVENTS, NAMES, ERROR_KIND, "schema/src/generated.rs"];
    for path in
        [OPERATIONS, ERRORS, CALLS, TYPES, SCHEMA, DOCUMENT, LISTED_ERRORS, READERS, ROWS, LANGUAGES, GUIDE].into_iter().chain(feeding)
    {
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
