import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** This folder. */
const here = fileURLToPath(new URL('..', import.meta.url));
const target = join(here, '..', 'target');

/** The executable under test. */
export const executable = process.env.LULL_BIN || join(target, 'debug', 'lull');
/** The built web site. */
export const site = process.env.LULL_SITE || join(target, 'site');
/** Where pictures and server logs are kept; not part of the repository. */
export const artifacts = join(here, 'artifacts');
/** The app's source: its routes. */
export const source = join(here, '..', 'app', 'src');
