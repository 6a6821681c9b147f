export async function startMocks() {
  await Promise.resolve();
}
