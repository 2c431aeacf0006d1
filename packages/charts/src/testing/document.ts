import { Window } from 'happy-dom';

/** A new, empty document without a browser. */
export function testDocument(): Document {
  return new Window().document as unknown as Document;
}

/** What an attacker may call an experiment, an endpoint or a plugin. */
export const HOSTILE_NAMES = [
  '<script>alert(1)</script>',
  '</title></style></text></svg><img src=x onerror=alert(1)>',
  `"><svg onload=alert(1)>'`,
  '\u001b[31mred\u001b[0m\u0007\u0000',
  '\u202egnp.exe\u2066',
  '&lt;b&gt;&#60;i&#62;',
  ']]><!--',
] as const;
