//! The binary that Trunk puts into the page.

fn main() {
    ikelab_web::start();
}
