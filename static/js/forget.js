/* While something is hidden: whoever keeps copies of pages for times without network lets them go. */
if (navigator.serviceWorker && navigator.serviceWorker.controller) {
  navigator.serviceWorker.controller.postMessage({ type: 'forget' });
}
