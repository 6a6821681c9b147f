//! Video hosts elsewhere: what is needed to speak to them.

use domain::video::HostKind;
use video_remote::{CloudflareConfig, MuxConfig, MuxQuality};

use super::settings::{Settings, variable};

/// Who keeps videos.
#[derive(Clone, Debug)]
pub struct VideoHosts {
    /// `LYCEUM_VIDEO_HOST`: who keeps the new videos of organizations for which nothing else is set: `builtin`, `mux` or `cloudflare`.
    pub default: HostKind,
    /// `LYCEUM_MUX_TOKEN_ID`, and with it the other `LYCEUM_MUX_*`: Mux, if it is set up.
    ///
    /// `_TOKEN_SECRET`, `_SIGNING_KEY_ID`, `_SIGNING_KEY` and `_WEBHOOK_SECRET` (two with a comma between while one replaces the other)
    /// must be set beside it; `_ENVIRONMENT_ID`, `_PLAYBACK_RESTRICTION_ID` and `_QUALITY` (`basic`, `plus` or `premium`) may. `_URL` is
    /// where Mux is, for tests. Each secret may stand in a file that the setting with `_FILE` names.
    pub mux: Option<Box<MuxConfig>>,
    /// `LYCEUM_CLOUDFLARE_ACCOUNT_ID`, and with it the other `LYCEUM_CLOUDFLARE_*`: Cloudflare Stream, if it is set up.
    ///
    /// `_API_TOKEN`, `_CUSTOMER_DOMAIN`, `_SIGNING_KEY_ID`, `_SIGNING_KEY` and `_WEBHOOK_SECRET` must be set beside it. `_URL` is where
    /// Cloudflare is, for tests.
    pub cloudflare: Option<Box<CloudflareConfig>>,
}

impl VideoHosts {
    pub(super) fn read(settings: &Settings, faults: &mut Vec<String>) -> Self {
        // in boxes: the configuration is moved about at the start, and most have neither
        let (mux, cloudflare) = (mux(settings, faults).map(Box::new), cloudflare(settings, faults).map(Box::new));
        let word = settings.text("video_host").unwrap_or("builtin");
        let default = HostKind::parse(word).unwrap_or_else(|| {
            faults.push(format!("{}: {word:?} is none of builtin, mux, cloudflare", variable("video_host")));
            HostKind::Builtin
        });
        let is_set_up = match default {
            HostKind::Builtin => true,
            HostKind::Mux => mux.is_some(),
            HostKind::Cloudflare => cloudflare.is_some(),
        };
        if !is_set_up {
            faults.push(format!("{}: {word} is not set up: see docs/video-hosts.md", variable("video_host")));
        }
        Self { default, mux, cloudflare }
    }
}

/// The settings of one host: none, or all that are needed.
struct Area<'a> {
    settings: &'a Settings,
    faults: &'a mut Vec<String>,
    prefix: &'static str,
    /// The setting that says that the host is meant.
    first: &'static str,
    is_set: bool,
    is_whole: bool,
}

impl<'a> Area<'a> {
    fn new(settings: &'a Settings, faults: &'a mut Vec<String>, prefix: &'static str, first: &'static str) -> Self {
        let is_set = settings.text(&format!("{prefix}_{first}")).is_some();
        Self { settings, faults, prefix, first, is_set, is_whole: is_set }
    }

    fn name(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    fn optional(&self, name: &str) -> Option<String> {
        self.settings.text(&self.name(name)).map(str::to_owned)
    }

    fn needed(&mut self, name: &str) -> String {
        let found = self.optional(name);
        self.must(name, found)
    }

    fn secret(&mut self, name: &str) -> String {
        let found = self.settings.secret(&self.name(name), self.faults);
        self.must(name, found)
    }

    /// Several secrets, with commas between.
    fn secrets(&mut self, name: &str) -> Vec<String> {
        self.secret(name).split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    fn must(&mut self, name: &str, found: Option<String>) -> String {
        if found.is_some() == self.is_set {
            return found.unwrap_or_default();
        }
        self.is_whole = false;
        let (this, first) = (variable(&self.name(name)), variable(&self.name(self.first)));
        let missing = if self.is_set { &this } else { &first };
        let beside = if self.is_set { &first } else { &this };
        // one sentence for each setting that is missing
        if !self.faults.iter().any(|fault| fault.starts_with(&format!("{missing}: "))) {
            self.faults.push(format!("{missing}: must be set beside {beside}"));
        }
        String::new()
    }
}

fn mux(settings: &Settings, faults: &mut Vec<String>) -> Option<MuxConfig> {
    let mut area = Area::new(settings, faults, "mux", "token_id");
    let url = area.optional("url");
    let word = area.optional("quality");
    let config = MuxConfig {
        token_id: area.needed("token_id"),
        token_secret: area.secret("token_secret"),
        signing_key_id: area.needed("signing_key_id"),
        signing_key: area.secret("signing_key"),
        webhook_secrets: area.secrets("webhook_secret"),
        environment_id: area.optional("environment_id"),
        playback_restriction_id: area.optional("playback_restriction_id"),
        quality: word.as_deref().map_or(Some(MuxQuality::default()), MuxQuality::parse).unwrap_or_default(),
        api_url: url.clone(),
        stream_url: url.clone(),
        image_url: url,
    };
    let is_whole = area.is_whole;
    if let Some(word) = word.filter(|word| MuxQuality::parse(word).is_none()) {
        faults.push(format!("{}: {word:?} is none of basic, plus, premium", variable("mux_quality")));
    }
    is_whole.then_some(config)
}

fn cloudflare(settings: &Settings, faults: &mut Vec<String>) -> Option<CloudflareConfig> {
    let mut area = Area::new(settings, faults, "cloudflare", "account_id");
    let url = area.optional("url");
    let config = CloudflareConfig {
        account_id: area.needed("account_id"),
        api_token: area.secret("api_token"),
        customer_domain: area.needed("customer_domain"),
        signing_key_id: area.needed("signing_key_id"),
        signing_key: area.secret("signing_key"),
        webhook_secrets: area.secrets("webhook_secret"),
        api_url: url.as_ref().map(|url| format!("{url}/client/v4")),
        stream_url: url,
    };
    area.is_whole.then_some(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> (VideoHosts, Vec<String>) {
        let (mut settings, mut faults) = (Settings::default(), Vec::new());
        for (name, value) in values {
            settings.set(name, value);
        }
        let hosts = VideoHosts::read(&settings, &mut faults);
        (hosts, faults)
    }

    const MUX: [(&str, &str); 5] = [
        ("mux_token_id", "id"),
        ("mux_token_secret", "secret"),
        ("mux_signing_key_id", "key"),
        ("mux_signing_key", "pem"),
        ("mux_webhook_secret", "new, old"),
    ];

    #[test]
    fn without_settings_videos_stay_here() {
        let (hosts, faults) = read(&[]);
        assert_eq!((hosts.default, hosts.mux.is_none(), hosts.cloudflare.is_none()), (HostKind::Builtin, true, true));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_host_is_set_up_whole_or_not_at_all() {
        let (hosts, faults) = read(&MUX);
        assert_eq!(hosts.mux.unwrap().webhook_secrets, ["new", "old"]);
        assert!(faults.is_empty());
        for (missing, _) in MUX {
            let some: Vec<_> = MUX.into_iter().filter(|(name, _)| *name != missing).collect();
            let (hosts, faults) = read(&some);
            assert!(hosts.mux.is_none());
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].contains(&variable(missing)), "{faults:?}");
        }
    }

    #[test]
    fn a_default_that_is_not_set_up_is_refused() {
        for word in ["mux", "cloudflare", "elsewhere"] {
            let (_, faults) = read(&[("video_host", word)]);
            assert!(faults[0].starts_with("LYCEUM_VIDEO_HOST: "), "{faults:?}");
        }
        let mut settings = MUX.to_vec();
        settings.push(("video_host", "mux"));
        assert_eq!(read(&settings).0.default, HostKind::Mux);
    }

    #[test]
    fn secrets_may_stand_in_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "from the file\n").unwrap();
        let mut settings = MUX.to_vec();
        settings[1] = ("mux_token_secret_file", file.to_str().unwrap());
        let (hosts, faults) = read(&settings);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(hosts.mux.unwrap().token_secret, "from the file");
        settings[1] = ("mux_token_secret_file", "/nowhere/at/all");
        assert!(read(&settings).1[0].starts_with("LYCEUM_MUX_TOKEN_SECRET_FILE: "));
    }
}
