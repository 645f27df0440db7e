---@brief
---
--- https://github.com/portolan/portolan
---
--- Ports in Compose files, Dockerfiles, Kubernetes manifests and whatever else names them: what they are, which collide
--- or lead nowhere, and a rename that moves one everywhere.
---
--- ```sh
--- npm install --global portolan
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'portolan', 'lsp', '--stdio' },
  filetypes = { 'dockerfile', 'yaml', 'yaml.docker-compose', 'env', 'sh', 'markdown', 'text', 'json' },
  root_dir = function(buffer, start)
    start(vim.fs.root(buffer, '.git') or vim.fs.dirname(vim.api.nvim_buf_get_name(buffer)))
  end,
  flags = { debounce_text_changes = 0 },
}
