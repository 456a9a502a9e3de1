/** TypeScript SDK v1: knows the era with `initialize` only. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { watched } from './agent.mjs';
import { judge, server } from './steps.mjs';

function open(name) {
  const validator = watched(new AjvJsonSchemaValidator());
  const client = new Client({ name, version: '1.0' }, { jsonSchemaValidator: validator });
  const transport = new StdioClientTransport(server());
  let negotiated;
  transport.setProtocolVersion = version => {
    negotiated = version;
  };
  return {
    client,
    validator,
    connect: () => client.connect(transport),
    version: () => negotiated,
    callTool: (params, options) => client.callTool(params, undefined, options),
    request: (method, params) => client.request({ method, params }, ResultSchema),
    compile: schema => validator.getValidator(schema),
  };
}

await judge(open, '2025-11-25');
