//! The target of a redirect as an error shows it: without user, password, query and fragment.

use url::Url;

use super::request_line::without_secrets;

/// The base of relative targets. No target has its scheme, so that one with a scheme is parsed as absolute, as a browser does.
const BASE: &str = "ws://here.invalid/";

pub(super) fn display(target: &str) -> String {
    let url = Url::parse(BASE).and_then(|base| base.join(target));
    let Ok(url) = url else { return "an invalid address".to_owned() };
    match (url.scheme(), url.host_str()) {
        ("http" | "https", _) => without_secrets(&url).into(),
        ("ws", Some("here.invalid")) if !target.trim_start().to_ascii_lowercase().starts_with("ws:") => {
            target.split(['?', '#']).next().unwrap_or_default().to_owned()
        }
        ("ws", Some(_)) if !target.contains("ws:") => without_secrets(&url).as_str().trim_start_matches("ws:").to_owned(),
        (scheme, _) => format!("an address with the scheme {scheme}"),
    }
}

#[cfg(test)]
mod tests {
    use super::display;

    #[test]
    fn no_user_or_password_is_shown_in_any_notation() {
        for (target, expected) in [
            ("https://me:s3cret@example.com/a?b=s3cret#s3cret", "https://example.com/a"),
            ("//me:s3cret@example.com/a", "//example.com/a"),
            ("\\\\me:s3cret@example.com/a", "//example.com/a"),
            ("/\\me:s3cret@example.com", "//example.com/"),
            ("///me:s3cret@example.com/a?b", "an invalid address"),
            ("/\t/me:s3cret@example.com", "//example.com/"),
            (" //me:s3cret@example.com", "//example.com/"),
            ("http:\\\\me:s3cret@example.com", "http://example.com/"),
            ("https:me:s3cret@example.com", "https://example.com/"),
            ("http:/me:s3cret@example.com", "http://example.com/"),
            ("ws:me:s3cret@example.com", "an address with the scheme ws"),
            ("ws://me:s3cret@example.com", "an address with the scheme ws"),
            ("mailto:me:s3cret@example.com", "an address with the scheme mailto"),
            ("ftp://me:s3cret@example.com", "an address with the scheme ftp"),
            ("/v1/agents/@a?key=s3cret", "/v1/agents/@a"),
            ("elsewhere#s3cret", "elsewhere"),
            ("", ""),
            ("http://[s3cret", "an invalid address"),
        ] {
            assert_eq!(display(target), expected, "{target}");
        }
    }
}
