import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseExpression from 'spdx-expression-parse';
import type { Component } from './component';
import type { Shipped } from './shipped';

const licences = new Contrib.License.Factories.LicenseFactory(parseExpression);

/** Name of the property that says which files of `dist/` a component lies in. */
const fileProperty = 'house-style:file';

/**
 * A software bill of materials in CycloneDX's JSON. It has no time and no serial number, so the same package has the
 * same.
 *
 * @param product name and version of what is shipped.
 */
export function billOfMaterials(product: { name: string; version: string; license: string }, shipped: Shipped): string {
  const bom = new Models.Bom();
  const root = new Models.Component(Enums.ComponentType.Application, product.name, {
    version: product.version,
    bomRef: `${product.name}@${product.version}`,
  });
  root.licenses.add(licences.makeFromString(product.license));
  bom.metadata.component = root;
  for (const component of shipped.software) {
    const entry = entryOf(component, Enums.ComponentType.Library);
    bom.components.add(entry);
    root.dependencies.add(entry.bomRef);
  }
  bom.components.add(pretrainedNetwork(product, shipped.read));
  const normaliser = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(normaliser).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** With the code that it was trained on inside it. */
function pretrainedNetwork(
  { version, license }: { version: string; license: string },
  read: readonly Component[],
): Models.Component {
  const name = 'pretrained.onnx';
  const network = new Models.Component(Enums.ComponentType.MachineLearningModel, name, { version, bomRef: name });
  network.description = 'The network that trainings start from; its components are the code that it was trained on.';
  network.licenses.add(licences.makeFromString(license));
  network.properties.add(new Models.Property(fileProperty, name));
  for (const source of read) network.components.add(entryOf(source, Enums.ComponentType.Data));
  return network;
}

function entryOf(component: Component, type: Enums.ComponentType): Models.Component {
  const { name, version, licence, holder, files } = component;
  const purl = purlOf(component);
  const entry = new Models.Component(type, name, {
    version,
    purl,
    // Something can be in the package and have been read too.
    bomRef: type === Enums.ComponentType.Data ? `read:${purl}` : purl,
    ...(holder !== undefined && { author: holder }),
  });
  entry.licenses.add(licences.makeFromString(licence));
  if (type !== Enums.ComponentType.Data) {
    for (const file of files) entry.properties.add(new Models.Property(fileProperty, file));
  }
  return entry;
}

function purlOf({ registry, name, version }: Component): string {
  const slash = name.indexOf('/');
  const scope = slash < 0 ? undefined : name.slice(0, slash);
  return new PackageURL(registry, scope, name.slice(slash + 1), version, undefined, undefined).toString();
}
