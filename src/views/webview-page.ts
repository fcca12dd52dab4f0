import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** A page of ours, with its style sheet and its script alone: the policy lets nothing else in. @param name of both, without endings. */
export function webviewPage(webview: vscode.Webview, resources: vscode.Uri, name: string): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(resources, file)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${at(`${name}.css`)}">
    <title>House Style</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${at(`${name}.js`)}"></script>
  </body>
</html>`;
}
