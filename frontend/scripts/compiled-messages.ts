/**
 * Babel plugin: compiles each message where it stands, after Lingui's macro has written it.
 *
 * The browser then needs neither a catalog of all English words nor the parser of ICU messages (10 kB).
 */
import type { NodePath, PluginObj, types as t } from "@babel/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";

type Babel = { types: typeof t };

export function compiledMessages({ types }: Babel): PluginObj {
  const compiled = (message: string) => types.valueToNode(compileMessage(message));
  const isNamed = (node: t.Node, name: string) =>
    (types.isIdentifier(node) && node.name === name) ||
    (types.isStringLiteral(node) && node.value === name);
  const has = (object: t.ObjectExpression, name: string) =>
    object.properties.some(
      (property) => types.isObjectProperty(property) && isNamed(property.key, name),
    );

  const inObject = (path: NodePath<t.ObjectExpression>) => {
    if (!has(path.node, "id")) return;
    for (const property of path.node.properties) {
      if (!types.isObjectProperty(property) || !isNamed(property.key, "message")) continue;
      if (types.isStringLiteral(property.value)) property.value = compiled(property.value.value);
    }
  };
  const inJsx = (path: NodePath<t.JSXAttribute>) => {
    if (!types.isJSXIdentifier(path.node.name, { name: "message" })) return;
    const value = path.node.value;
    if (types.isStringLiteral(value))
      path.node.value = types.jsxExpressionContainer(compiled(value.value));
  };
  return {
    name: "compiled-messages",
    visitor: {
      Program: {
        exit: (program) => program.traverse({ ObjectExpression: inObject, JSXAttribute: inJsx }),
      },
    },
  };
}
