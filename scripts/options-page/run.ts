/** Writes the page of training options from their definitions: `npm run options-page` */
import { writeFile } from 'node:fs/promises';
import { optionsPage, published } from './page';

await writeFile(published, await optionsPage());
