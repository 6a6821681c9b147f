// Compares objects with the types of Stripe's own library: the compiler says what is missing, unknown, or of another type.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const types = {
  'billing_portal.configuration': 'BillingPortal.Configuration',
  'billing_portal.session': 'BillingPortal.Session',
  'checkout.session': 'Checkout.Session',
  customer: 'Customer',
  invoice: 'Invoice',
  payment_method: 'PaymentMethod',
  price: 'Price',
  product: 'Product',
  subscription: 'Subscription',
  subscription_schedule: 'SubscriptionSchedule',
  tax_id: 'TaxId',
}

/** How many objects there are, and what the compiler says of them. */
export function compare(found) {
  const kinds = Object.keys(types).filter((kind) => found[kind])
  const constants = kinds.flatMap((kind) =>
    found[kind]
      .filter((document) => !document.deleted)
      .map((document, number) => `export const ${kind.replace('.', '_')}_${number}: Stripe.${types[kind]} = ${JSON.stringify(document, null, 2)}`),
  )
  const folder = mkdtempSync(join(import.meta.dirname, 'node_modules', '.shapes-'))
  try {
    const file = join(folder, 'objects.ts')
    // The library makes numbers of its own out of texts of decimals.
    const objects = constants.join('\n\n').replace(/(_decimal": )"\d+"/g, '$1decimal')
    writeFileSync(file, `import Stripe from 'stripe'\ndeclare const decimal: Stripe.Price['unit_amount_decimal'] & {}\n${objects}`)
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--ignoreConfig']
    const compiler = spawnSync(join(import.meta.dirname, 'node_modules', '.bin', 'tsc'), [...options, file], { encoding: 'utf8' })
    return { count: constants.length, missing: Object.keys(types).filter((kind) => !found[kind]), said: compiler.stdout.trim() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
