#!/usr/bin/env bash
# Fetches fonts for names that the embedded ones lack letters for: Chinese, Japanese, Korean, Devanagari, Thai. All are under
# the SIL Open Font License, whose text is put beside them. Nothing is fetched twice, and what cannot be fetched is only named:
# without these fonts such names are spelled in Latin letters on certificates.
#
#   scripts/fetch-fonts.sh [FOLDER]     the default is $LYCEUM_FONT_DIR, else data/fonts
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
folder=${1:-${LYCEUM_FONT_DIR:-data/fonts}}
mkdir -p "$folder" || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=()
# without a network this is to be over soon
options=(--silent --no-update-notifier --fetch-retries=1 --fetch-retry-mintimeout=1000 --cache "$work/cache")

# One file out of a package of the npm registry, under its own name once it is whole and what it was when it was chosen.
fetch() {
    local package=$1 version=$2 name=$3 sum=$4
    local file="$folder/$name.ttf"
    [[ -s $file ]] && return 0
    echo "fetching $name"
    local archive
    local font="package/400Regular/${name}_400Regular.ttf"
    if archive=$(npm pack "${options[@]}" --pack-destination "$work" "$package@$version") &&
        tar -xzf "$work/$archive" -C "$work" "$font" package/LICENSE_FONT &&
        echo "$sum  $work/$font" | sha256sum --check --status; then
        mv "$work/package/LICENSE_FONT" "$folder/OFL-$name.txt"
        cp "$work/$font" "$file.part" && mv "$file.part" "$file"
    else
        missing+=("$name ($package@$version)")
    fi
    rm -rf "$work"/package "$work"/*.tgz
}

if ! command -v npm >/dev/null; then
    echo "npm is missing: no font was fetched into $folder. Names in Chinese, Japanese or Korean are spelled in Latin letters." >&2
    exit 0
fi

fetch @expo-google-fonts/noto-serif-sc 0.4.3 NotoSerifSC c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742
fetch @expo-google-fonts/noto-serif-jp 0.4.3 NotoSerifJP 5a04846a0e23acefae825f2f459205036a166f5a63462019ce3492d07bd20e92
fetch @expo-google-fonts/noto-serif-kr 0.4.3 NotoSerifKR c8c5922208f207214ce01791290621c28fda4ff788bd4dddc511aaebf61f4a74
fetch @expo-google-fonts/noto-sans-devanagari 0.4.1 NotoSansDevanagari 084a94d89eb54aafb93a056e15425c34fd859f6342875165d304837b3bcfc2d2
fetch @expo-google-fonts/noto-sans-thai 0.4.2 NotoSansThai 9acb585d8662ca4ed1b1cf5889dfa1393f8555103b3986e1ea1e3af4faef70bd

if ((${#missing[@]})); then
    printf 'not fetched: %s\n' "${missing[@]}" >&2
    echo "Names that need these fonts are spelled in Latin letters on certificates. 'make fonts' tries again." >&2
else
    echo "the fonts are in $folder"
fi
