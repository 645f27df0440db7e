/// <reference lib="webworker" />
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from './server';

// In a web worker there are no files and no machine but what the editor has.
serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), {});
