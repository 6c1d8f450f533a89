/** Runs inside the process of an extension view; `body` may use `content` and must call `answer(value)`. */
export function inView(view: string, body: string): string {
  const script = `const answer = (value) => sendAsyncMessage('test:answer', JSON.stringify(value ?? null));
    Promise.resolve().then(async () => { ${body} }).catch((error) => sendAsyncMessage('test:error', String(error)));`;
  return `new Promise((resolve, reject) => {
    const manager = (${view}).messageManager;
    const answered = ({ data }) => { done(); resolve(JSON.parse(data)); };
    const failed = ({ data }) => { done(); reject(new Error(data)); };
    const done = () => {
      manager.removeMessageListener('test:answer', answered);
      manager.removeMessageListener('test:error', failed);
    };
    manager.addMessageListener('test:answer', answered);
    manager.addMessageListener('test:error', failed);
    manager.loadFrameScript('data:;charset=utf-8,' + ${JSON.stringify(encodeURIComponent(script))}, false);
  })`;
}
