import './old-browsers.ts';
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-popper.css';
import 'element-plus/theme-chalk/el-dropdown.css';
import 'element-plus/theme-chalk/el-dropdown-menu.css';
import 'element-plus/theme-chalk/el-dropdown-item.css';
import './tokens.css';
import './base.css';
import './blocks.css';
import './drawer-form.css';
import './lights.css';
import { createApp } from 'vue';
import App from './App.vue';
import { restoreLanguage } from './language.ts';
import { router } from './router.ts';
import { startTheme } from './theme.ts';

startTheme();
// First the language, so that nobody sees the pages turn.
void restoreLanguage().then(() => createApp(App).use(router).mount('#app'));
