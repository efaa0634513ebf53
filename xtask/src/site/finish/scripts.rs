//! Scripts: none stays inside the page, whose Content-Security-Policy forbids it.
use super::page::{Page, attribute};
use crate::process::Result;

/// Moves scripts without `src` into files. Only `trunk serve` writes one: it reloads the page after a build.
pub fn move_out(page: &mut Page) -> Result {
    for script in page.cut("<script", "</script>", |tag| attribute(tag, "src").is_none()) {
        let address = page.add_file("reload", "js", text(&script).as_bytes())?;
        page.append_to("body", &format!("<script src=\"{address}\"></script>"))?;
    }
    Ok(())
}

/// What a script element holds, with what Trunk's server fills in when it serves a page, and only then.
fn text(script: &str) -> String {
    let text = &script[script.find('>').map_or(0, |n| n + 1)..script.len() - "</script>".len()];
    text.replace("'{{__TRUNK_ADDRESS__}}'", "location.host")
        .replace("`{{__TRUNK_ADDRESS__}}`", "location.host")
        .replace("{{__TRUNK_WS_BASE__}}", "/")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn fills_in_where_the_server_is() {
        let script = "<script>const address = '{{__TRUNK_ADDRESS__}}', base = '{{__TRUNK_WS_BASE__}}';</script>";
        assert_eq!(text(script), "const address = location.host, base = '/';");
    }
}
