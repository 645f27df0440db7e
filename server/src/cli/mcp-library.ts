// The libraries of `portolan mcp`. They are more than all that the other commands run, so the build keeps them packed
// within the command until it is asked for.
export { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
export { z } from 'zod';
