#!/usr/bin/env bash
# debian-toolchain.sh FOLDER - a private Rust toolchain for wasm32-unknown-unknown, from Debian's packages.
#
# For Debian 12 on x86-64, where rustup cannot download the target. `cargo xtask` runs this as its last resort; most
# machines never need it. Nothing is installed into the system and rustup is left alone:
#
#   1. download rustc-web, its cargo, clippy and linker, and the sources of its standard library;
#   2. unpack them into FOLDER, so that every program finds its libraries beside itself;
#   3. compile the standard library for wasm from those sources, offline, and put it where rustc looks for it.
#
# FOLDER must exist and can be moved afterwards. It takes about 540 MB. Root is not needed.
set -euo pipefail

TARGET=wasm32-unknown-unknown
HOST=x86_64-unknown-linux-gnu
OUT=$(realpath "$1")
WORK=$OUT/work

say() { printf '[debian-toolchain] %s\n' "$*" >&2; }

# The packages, and those libraries of theirs that the system does not have.
packages() {
  local named="rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web lld-$LLVM"
  command -v patchelf >/dev/null || named="$named patchelf"
  {
    # shellcheck disable=SC2086  # one word for each package
    apt-get -s --no-install-recommends install $named 2>/dev/null | awk '/^Inst/ { print $2 }'
    tr ' ' '\n' <<<"$named"
  } | sort -u
}

download() {
  local names
  names=$(packages | tr '\n' ' ')
  say "downloading $names"
  mkdir -p "$WORK/deb"
  cd "$WORK/deb"
  # shellcheck disable=SC2086
  apt-get -qq -o Acquire::Retries=2 -o Acquire::http::Timeout=60 -o APT::Sandbox::User=root download $names >&2
}

unpack() {
  say "unpacking"
  mkdir -p "$WORK/raw" "$WORK/src"
  local deb
  for deb in "$WORK"/deb/*.deb; do
    case $deb in
      */rust-web-src_*)
        dpkg-deb --fsys-tarfile "$deb" |
          tar -x -C "$WORK/src" --strip-components=4 --wildcards './usr/src/rustc-*/library' ;;
      *) dpkg -x "$deb" "$WORK/raw" ;;
    esac
  done
}

# The layout of a rustup toolchain: programs in bin, libraries in lib, rust-lld where rustc expects it.
arrange() {
  local usr=$WORK/raw/usr patchelf program library
  patchelf=$(command -v patchelf || echo "$usr/bin/patchelf")
  mkdir -p "$OUT/bin" "$OUT/lib/llvm/bin" "$OUT/lib/llvm/lib"
  for program in rustc rustdoc cargo cargo-clippy clippy-driver rustfmt cargo-fmt; do
    cp -a "$usr/bin/$program" "$OUT/bin/"
    # RPATH and not RUNPATH: cargo's LD_LIBRARY_PATH names the libraries of the toolchain that runs xtask.
    "$patchelf" --force-rpath --set-rpath '$ORIGIN/../lib' "$OUT/bin/$program"
  done
  mv "$usr/lib/x86_64-linux-gnu"/*.so* "$usr/lib/rustlib" "$OUT/lib/"
  # lld looks for its libraries in ../lib.
  cp -a "$usr/lib/llvm-$LLVM/bin/lld" "$OUT/lib/llvm/bin/"
  for library in "$OUT"/lib/libLLVM.so.*; do
    [ ! -e "$library" ] || ln -s "../../${library##*/}" "$OUT/lib/llvm/lib/"
  done
  mkdir -p "$OUT/lib/rustlib/$HOST/bin"
  ln -s ../../../llvm/bin/lld "$OUT/lib/rustlib/$HOST/bin/rust-lld"
}

# What rustc's own build does for a target: the flags mark the crates as parts of the standard library.
compile_std() {
  say "compiling the standard library for $TARGET ($("$OUT/bin/rustc" -V)): 1 to 2 minutes"
  local library=$WORK/src/library commit
  mkdir -p "$library/.cargo"
  cat >"$library/.cargo/config.toml" <<EOF
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "$library/vendor"
EOF
  commit=$("$OUT/bin/rustc" -vV | sed -n 's/^commit-hash: //p')
  cd "$library"
  # Not --locked, but -Zavoid-dev-deps: Debian does not vendor the crates of std's own tests.
  env -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET -u CARGO_ENCODED_RUSTFLAGS -u CARGO_BUILD_RUSTFLAGS \
    -u CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS -u RUSTC_WRAPPER -u RUSTUP_TOOLCHAIN \
    PATH="$OUT/bin:$PATH" RUSTC="$OUT/bin/rustc" RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=stablestd \
    CARGO_PROFILE_DIST_DEBUG=0 CARGO_INCREMENTAL=0 \
    RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix=$library=/rustc/$commit/library" \
    "$OUT/bin/cargo" build --manifest-path sysroot/Cargo.toml --offline -Zavoid-dev-deps --profile dist \
    --features "panic-unwind backtrace" --target "$TARGET" --target-dir "$WORK/target" >&2
  mkdir -p "$OUT/lib/rustlib/$TARGET/lib"
  cp "$WORK/target/$TARGET/dist/deps/"lib*.rlib "$OUT/lib/rustlib/$TARGET/lib/"
}

LLVM=$(apt-cache show rust-web-llvm | sed -n 's/^Depends:.* llvm-\([0-9]*\).*/\1/p' | head -1)
download
unpack
arrange
compile_std
rm -rf "$WORK"
