//! `index.html` as Trunk has written it: a short text of our own, whose elements are found without a parser.
use crate::process::{Context, Failure, Result};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// A page in the folder of the site that is being finished.
pub struct Page {
    folder: PathBuf,
    file: &'static str,
    /// The text of the page.
    pub html: String,
}

impl Page {
    /// Reads `file` of the site in `folder`.
    pub fn read(folder: &Path, file: &'static str) -> Result<Page> {
        let path = folder.join(file);
        Ok(Page {
            folder: folder.to_path_buf(),
            file,
            html: fs::read_to_string(&path).context(path.display())?,
        })
    }

    /// Writes the page back.
    pub fn write(&self) -> Result {
        let path = self.folder.join(self.file);
        fs::write(&path, &self.html).context(path.display())
    }

    /// Writes another page into the folder.
    pub fn write_as(&self, file: &str, html: &str) -> Result {
        let path = self.folder.join(file);
        fs::write(&path, html).context(path.display())
    }

    /// Where a file is that the page names by a relative address.
    pub fn path_of(&self, address: &str) -> PathBuf {
        self.folder.join(address)
    }

    /// The text of a file that the page names by a relative address. The file is deleted.
    pub fn take_file(&self, address: &str) -> Result<String> {
        let path = self.path_of(address);
        let text = fs::read_to_string(&path).context(path.display())?;
        fs::remove_file(&path).context(path.display())?;
        Ok(text)
    }

    /// Adds a file `stem-<hash of the content>.extension` to the site, and returns its relative address. As the name
    /// changes with the content, browsers may keep the file for ever.
    pub fn add_file(&self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let mut hasher = DefaultHasher::new();
        hasher.write(content);
        let name = format!("{stem}-{:016x}.{extension}", hasher.finish());
        let path = self.folder.join(&name);
        fs::write(&path, content).context(path.display())?;
        Ok(format!("./{name}"))
    }

    /// Puts `html` at the end of the element `tag`, which is the head or the body.
    pub fn append_to(&mut self, tag: &str, html: &str) -> Result {
        let end = self.html.rfind(&format!("</{tag}>"));
        let end = end.ok_or_else(|| Failure::new(format!("{} has no </{tag}>", self.file)))?;
        self.html.insert_str(end, html);
        Ok(())
    }

    /// Puts `html` before the first place that reads `mark`.
    pub fn insert_before(&mut self, mark: &str, html: &str) -> Result {
        let place = self.html.find(mark);
        let place = place.ok_or_else(|| Failure::new(format!("{} has no {mark}", self.file)))?;
        self.html.insert_str(place, html);
        Ok(())
    }

    /// Takes out every piece from `open` up to and with the next `close` that `wanted` agrees to.
    pub fn cut(&mut self, open: &str, close: &str, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(start) = self.html[from..].find(open).map(|n| from + n) {
            let Some(length) = self.html[start..].find(close) else {
                break;
            };
            let end = start + length + close.len();
            if wanted(&self.html[start..end]) {
                pieces.push(self.html.drain(start..end).collect());
                from = start;
            } else {
                from = end;
            }
        }
        pieces
    }
}

/// The value of an attribute in a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = &tag[..tag.find('>')?];
    let value = tag.split_once(&format!(" {name}="))?.1;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split_whitespace().next(),
    }
}

#[cfg(test)]
impl Page {
    /// A page of a site that is nowhere.
    pub fn of(html: &str) -> Page {
        Page {
            folder: PathBuf::new(),
            file: "index.html",
            html: html.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_what_is_wanted() {
        let mut page = Page::of("<a x>1</a><b></b><a>2</a>");
        assert_eq!(page.cut("<a", "</a>", |tag| tag.contains('2')), ["<a>2</a>"]);
        assert_eq!(page.html, "<a x>1</a><b></b>");
        assert_eq!(page.cut("<a", "</a>", |_| true), ["<a x>1</a>"]);
        assert_eq!(page.html, "<b></b>");
    }

    #[test]
    fn appends_inside_the_last_end() {
        let mut page = Page::of("<body>x</body>");
        page.append_to("body", "y").unwrap();
        assert_eq!(page.html, "<body>xy</body>");
        let failure = page.append_to("head", "y").unwrap_err().to_string();
        assert_eq!(failure, "index.html has no </head>");
    }

    #[test]
    fn inserts_before_the_first_place() {
        let mut page = Page::of("<p>x<p>");
        page.insert_before("<p>", "y").unwrap();
        assert_eq!(page.html, "y<p>x<p>");
        let failure = page.insert_before("<b>", "y").unwrap_err().to_string();
        assert_eq!(failure, "index.html has no <b>");
    }

    #[test]
    fn reads_attributes() {
        assert_eq!(attribute(r#"<link rel="x y" href="./a.css"/>"#, "rel"), Some("x y"));
        assert_eq!(attribute("<link rel=x href=./a.css>", "href"), Some("./a.css"));
        assert_eq!(attribute("<script> src=no", "src"), None);
    }
}
