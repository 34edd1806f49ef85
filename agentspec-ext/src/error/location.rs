//! Where a redirect leads, as an error may say it: without user, password, query and fragment.

use url::Url;

use super::request_line::without_secrets;

/// Of no scheme that a target may have, so that one with a scheme is read as whole as a browser would.
const HERE: &str = "ws://here.invalid/";

pub(super) fn display(target: &str) -> String {
    let here = Url::parse(HERE).and_then(|here| here.join(target));
    let Ok(url) = here else { return "an address that cannot be read".to_owned() };
    match (url.scheme(), url.host_str()) {
        ("http" | "https", _) => without_secrets(&url).into(),
        ("ws", Some("here.invalid")) if !target.trim_start().to_ascii_lowercase().starts_with("ws:") => {
            target.split(['?', '#']).next().unwrap_or_default().to_owned()
        }
        ("ws", Some(_)) if !target.contains("ws:") => without_secrets(&url).as_str().trim_start_matches("ws:").to_owned(),
        (scheme, _) => format!("an address of the scheme {scheme}"),
    }
}

#[cfg(test)]
mod tests {
    use super::display;

    #[test]
    fn no_user_and_no_password_is_shown_however_it_is_written() {
        for (target, due) in [
            ("https://me:s3cret@example.com/a?b=s3cret#s3cret", "https://example.com/a"),
            ("//me:s3cret@example.com/a", "//example.com/a"),
            ("\\\\me:s3cret@example.com/a", "//example.com/a"),
            ("/\\me:s3cret@example.com", "//example.com/"),
            ("///me:s3cret@example.com/a?b", "an address that cannot be read"),
            ("/\t/me:s3cret@example.com", "//example.com/"),
            (" //me:s3cret@example.com", "//example.com/"),
            ("http:\\\\me:s3cret@example.com", "http://example.com/"),
            ("https:me:s3cret@example.com", "https://example.com/"),
            ("http:/me:s3cret@example.com", "http://example.com/"),
            ("ws:me:s3cret@example.com", "an address of the scheme ws"),
            ("ws://me:s3cret@example.com", "an address of the scheme ws"),
            ("mailto:me:s3cret@example.com", "an address of the scheme mailto"),
            ("ftp://me:s3cret@example.com", "an address of the scheme ftp"),
            ("/v1/agents/@a?key=s3cret", "/v1/agents/@a"),
            ("elsewhere#s3cret", "elsewhere"),
            ("", ""),
            ("http://[s3cret", "an address that cannot be read"),
        ] {
            assert_eq!(display(target), due, "{target}");
        }
    }
}
