-- Does in Neovim what a person does, in the project that is the working folder: with the configuration
-- $PORTOLAN_CONFIG. Writes what came of it to $PORTOLAN_REPORT, as JSON.

local LIMIT = 20000
local report = {}

--- Lets Neovim work until something is there, and gives it.
local function await(what, condition)
  local value
  local function came()
    value = condition()
    return value and true or false
  end
  if vim.wait(LIMIT, came, 20) then return value end
  error(('%s: not within %d seconds'):format(what, LIMIT / 1000), 0)
end

--- Puts the cursor on the first place of a text.
local function go_to(text)
  vim.fn.cursor(1, 1)
  if vim.fn.search('\\V' .. text, 'c') == 0 then error(('no "%s" in the buffer'):format(text), 0) end
end

local function text_of(file)
  return table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(file), 0, -1, true), '\n')
end

local function has(file, text) return text_of(file):find(text, 1, true) ~= nil end

local function diagnostics()
  local found = vim.tbl_map(function(diagnostic)
    return {
      source = diagnostic.source,
      code = diagnostic.code,
      severity = vim.diagnostic.severity[diagnostic.severity],
      message = diagnostic.message,
      line = diagnostic.lnum + 1,
      from = diagnostic.col,
      to = diagnostic.end_col,
    }
  end, vim.diagnostic.get(0))
  table.sort(found, function(one, other) return one.line < other.line end)
  return found
end

--- Whether there is a diagnostic, with a severity if it is named.
local function is_shown(code, severity)
  for _, diagnostic in ipairs(diagnostics()) do
    if diagnostic.code == code and diagnostic.severity == (severity or diagnostic.severity) then return true end
  end
  return false
end

--- What stands in the floating window, in which Neovim shows a hover.
local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
    end
  end
end

--- The processes that Neovim has started and that have not ended.
local function children() return vim.api.nvim_get_proc_children(vim.fn.getpid()) end

local function clients() return (vim.lsp.get_clients or vim.lsp.get_active_clients)() end

--- The names of the buffers that a server knows.
local function served()
  local names = {}
  for _, client in ipairs(clients()) do
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.lsp.buf_is_attached(buffer, client.id) then
        table.insert(names, vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t'))
      end
    end
  end
  table.sort(names)
  return names
end

local function stop_servers()
  for _, client in ipairs(clients()) do
    if vim.fn.has('nvim-0.11') == 1 then
      client:stop()
    else
      client.stop()
    end
  end
end

local steps = {
  function()
    vim.cmd('filetype on')
    dofile(vim.env.PORTOLAN_CONFIG)
    vim.cmd('edit compose.yaml')
    -- Settings may come a moment after the first diagnostics: one of them becomes a hint.
    await('diagnostics', function()
      return is_shown('privileged-port') and is_shown('port-conflict') and is_shown('ephemeral-port', 'HINT')
    end)
    report.diagnostics = diagnostics()
    report.servers = children()
  end,

  function()
    go_to('5432')
    vim.lsp.buf.hover()
    report.hover = await('a hover', floating_text)
  end,

  function()
    -- Here Neovim would ask which of the actions it is to apply.
    vim.ui.select = function(actions, options, apply)
      report.actions = vim.tbl_map(options.format_item, actions)
      apply(actions[1], 1)
    end
    go_to('80:80')
    vim.lsp.buf.code_action()
    await('the edit of the action', function() return has('compose.yaml', '8080:80') end)
    report.moved = { compose = text_of('compose.yaml'), notes = text_of('README.md') }
    -- At once: the server must have heard of the edits in all files, though none is saved.
    go_to('API_PORT')
    vim.lsp.buf.rename('4000')
    await('the edit of the renaming', function() return has('compose.yaml', 'localhost:4000') end)
    vim.cmd('wall')
    await('diagnostics after the action', function() return not is_shown('privileged-port') end)
    report.left = diagnostics()
  end,

  function()
    -- Neovim has opened the other files to edit them, and a buffer for the hover.
    report.served = served()
    report.servers_at_end = children()
  end,
}

for _, step in ipairs(steps) do
  local went, problem = pcall(step)
  if not went then
    report.problem = problem
    report.seen = diagnostics()
    break
  end
end
stop_servers()
report.ended = vim.wait(LIMIT, function() return #children() == 0 end, 20)
report.messages = vim.fn.execute('messages')
vim.fn.writefile({ vim.fn.json_encode(report) }, vim.env.PORTOLAN_REPORT)
vim.cmd('qall!')
