#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

/// Builds with these variables and no others.
fn build(builder: ClientBuilder, variables: &[(&str, &str)]) -> Result<String, Error> {
    let lookup = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
    builder.build_with(lookup).map(|client| format!("{client:?}"))
}

fn refused(builder: ClientBuilder, variables: &[(&str, &str)]) -> String {
    let error = build(builder, variables).unwrap_err();
    assert!(error.is_configuration());
    assert_eq!(error.code(), "configuration_error");
    error.to_string()
}

fn base_url(url: &str) -> ClientBuilder {
    ClientBuilder::new().base_url(url)
}

#[test]
fn an_event_limit_of_zero_is_refused() {
    let error = ClientBuilder::new().without_environment().event_limit(0).build().unwrap_err();
    assert!(error.is_configuration() && error.message().starts_with("event_limit is 0 bytes"), "{error}");
}

#[test]
fn an_argument_overrides_a_variable_and_a_variable_overrides_the_default() {
    let variables = [("AGENTSPEC_BASE_URL", "http://variable:1")];
    assert!(build(base_url("http://argument:2"), &variables).unwrap().contains("\"http://argument:2\""));
    assert!(build(ClientBuilder::new(), &variables).unwrap().contains("\"http://variable:1\""));
    assert!(build(ClientBuilder::new(), &[]).unwrap().contains("\"http://localhost:8080\""));
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let client = build(ClientBuilder::new(), &[("AGENTSPEC_BASE_URL", ""), ("AGENTSPEC_API_KEY", "")]).unwrap();
    assert!(client.contains("\"http://localhost:8080\"") && client.contains("credential: None"), "{client}");
}

#[test]
fn a_dialect_is_one_of_three_names_and_an_argument_overrides_the_variable() {
    for name in ["documented", "runtime", "auto"] {
        assert_eq!(name.parse::<Dialect>().unwrap().to_string(), name);
        build(ClientBuilder::new(), &[("AGENTSPEC_DIALECT", name)]).unwrap();
    }
    for name in ["Runtime", "legacy", " auto"] {
        let message = refused(ClientBuilder::new(), &[("AGENTSPEC_DIALECT", name)]);
        assert!(message.contains("AGENTSPEC_DIALECT must be `documented`, `runtime` or `auto`"), "{message}");
    }
    build(ClientBuilder::new().dialect(Dialect::Runtime), &[("AGENTSPEC_DIALECT", "legacy")]).unwrap();
}

#[test]
fn credentials_are_one_unit() {
    let both = [("AGENTSPEC_API_KEY", "key"), ("AGENTSPEC_TOKEN", "token")];
    assert!(build(ClientBuilder::new(), &both).unwrap().contains("ApiKey"));
    assert!(build(ClientBuilder::new(), &both[1..]).unwrap().contains("Token"));
    assert!(build(ClientBuilder::new().token("mine"), &both).unwrap().contains("Token"));
    let message = refused(ClientBuilder::new().token("mine").api_key("mine"), &[]);
    assert!(message.contains("api_key and token are both set"), "{message}");
}

#[test]
fn a_base_url_keeps_its_path_and_loses_its_trailing_slash() {
    assert!(build(base_url("https://host/team/a/"), &[]).unwrap().contains("\"https://host/team/a\""));
    assert!(build(base_url(" http://host "), &[]).unwrap().contains("\"http://host\""));
}

#[test]
fn an_invalid_url_is_refused_with_what_to_change() {
    for (url, expected) in [
        ("", "is not a URL"),
        ("localhost", "is not a URL"),
        ("localhost:8080", "must start with http:// or https://"),
        ("ftp://host", "must start with http:// or https://"),
        ("http://", "is not a URL"),
        ("http:host", "must start with http:// or https://"),
        ("http:///host", "has no host"),
        ("http://host/a\nb", "a control character"),
        ("http://host\\path", "a backslash"),
        ("http://host?a=b", "query or a fragment"),
        ("http://host#top", "query or a fragment"),
    ] {
        let message = refused(base_url(url), &[]);
        assert!(message.contains("base_url") && message.contains(expected), "{url}: {message}");
    }
    assert!(refused(ClientBuilder::new(), &[("AGENTSPEC_BASE_URL", "nowhere")]).contains("AGENTSPEC_BASE_URL"));
}

#[test]
fn a_credential_that_is_invalid_in_a_header_is_refused_without_showing_it() {
    for (secret, expected) in [
        ("", "is empty"),
        ("  ", "is empty"),
        ("canary\n", "ends with white space"),
        (" canary", "starts or ends with white space"),
        ("can\nary", "a line break"),
        ("can\0ary", "a NUL"),
        ("canary\u{1b}", "a control character"),
        ("canäry", "a character outside ASCII"),
    ] {
        for (builder, name) in [(ClientBuilder::new().api_key(secret), "api_key"), (ClientBuilder::new().token(secret), "token")] {
            assert!(!format!("{builder:?}").contains("can"), "{builder:?}");
            let message = refused(builder, &[]);
            assert!(
                message.contains(name)
                    && message.contains(expected)
                    && !message.contains("can\u{0}")
                    && !message.contains("can\n")
                    && !message.contains("canary"),
                "{message}"
            );
        }
    }
    assert!(refused(ClientBuilder::new(), &[("AGENTSPEC_API_KEY", "canary\r\n")]).contains("AGENTSPEC_API_KEY"));
}

#[test]
fn a_url_with_a_password_is_refused_without_showing_it() {
    let builder = base_url("http://user:canary@host");
    assert!(!format!("{builder:?}").contains("canary"));
    let message = refused(builder, &[]);
    assert!(message.contains("user name or password") && !message.contains("canary"), "{message}");
}

#[test]
fn no_debug_shows_a_credential() {
    for builder in [ClientBuilder::new().api_key("canary"), ClientBuilder::new().token("canary")] {
        assert!(!build(builder, &[]).unwrap().contains("canary"));
    }
}
