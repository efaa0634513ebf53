//! The binary that Trunk puts into the page.
#![cfg_attr(feature = "split", allow(unsafe_code))]

/// Where the program is divided: this function, and what only it reaches, is fetched when it is called.
#[cfg(feature = "split")]
mod split {
    use ikelab_web::later::{Fetching, LATER, Later};
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    #[wasm_split(later, fallible)]
    fn later() -> Result<&'static Later, SplitLoaderError> {
        Ok(&LATER)
    }

    /// Fetches the second part.
    pub fn fetch() -> Fetching {
        Box::pin(async { later().await.ok() })
    }
}

fn main() {
    #[cfg(feature = "split")]
    ikelab_web::later::fetch_by(split::fetch);
    ikelab_web::start();
}
