use std::env;
use std::fs;
use zed_extension_api::{self as zed, serde_json, settings::LspSettings};

const PACKAGE: &str = "portolan";
const SERVER: &str = "node_modules/portolan/portolan.js";

struct Portolan;

impl Portolan {
    /// The server of the package of npm, which is installed or brought up to date first.
    fn installed(&self, id: &zed::LanguageServerId) -> zed::Result<String> {
        use zed::LanguageServerInstallationStatus::{CheckingForUpdate, Downloading};
        zed::set_language_server_installation_status(id, &CheckingForUpdate);
        let is_there = fs::metadata(SERVER).is_ok_and(|file| file.is_file());
        // Without a network, what is there goes on.
        match zed::npm_package_latest_version(PACKAGE) {
            Ok(version) if zed::npm_package_installed_version(PACKAGE)?.as_ref() != Some(&version) => {
                zed::set_language_server_installation_status(id, &Downloading);
                if let Err(error) = zed::npm_install_package(PACKAGE, &version) {
                    if !is_there {
                        return Err(error);
                    }
                }
            }
            Err(error) if !is_there => return Err(error),
            _ => {}
        }
        let folder = env::current_dir().map_err(|error| error.to_string())?;
        Ok(folder.join(SERVER).to_string_lossy().to_string())
    }
}

impl zed::Extension for Portolan {
    fn new() -> Self {
        Portolan
    }

    fn language_server_command(
        &mut self,
        id: &zed::LanguageServerId,
        worktree: &zed::Worktree,
    ) -> zed::Result<zed::Command> {
        let (command, mut args) = match worktree.which(PACKAGE) {
            Some(own) => (own, vec![]),
            None => (zed::node_binary_path()?, vec![self.installed(id)?]),
        };
        args.extend(["lsp".to_string(), "--stdio".to_string()]);
        Ok(zed::Command { command, args, env: worktree.shell_env() })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &zed::LanguageServerId,
        worktree: &zed::Worktree,
    ) -> zed::Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.initialization_options)
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &zed::LanguageServerId,
        worktree: &zed::Worktree,
    ) -> zed::Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.settings)
    }
}

zed::register_extension!(Portolan);
