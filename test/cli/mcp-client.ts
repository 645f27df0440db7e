import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: unknown;
}

export type Call = (name: string, input?: object, signal?: AbortSignal) => Promise<Answer>;

/** Starts `portolan mcp` with the SDK's own client, which looks whether answers are as their schema says. */
export async function connected(
  ...args: readonly string[]
): Promise<{ readonly client: Client; readonly call: Call }> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp', ...args] }));
  onTestFinished(() => client.close());
  await client.listTools();
  const call: Call = async (name, input = {}, signal) => {
    const result = await client.callTool(
      { name, arguments: { ...input } },
      undefined,
      signal ? { signal } : undefined,
    );
    const [first] = Array.isArray(result.content) ? result.content : [];
    return {
      isError: result.isError === true,
      text: String(first?.text),
      data: result.structuredContent,
    };
  };
  return { client, call };
}
