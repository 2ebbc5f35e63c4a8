/** ECharts with its SVG renderer and only the parts that charts/ use. Heavy: import it from lazy chunks alone. */
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, MarkPointComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, MarkLineComponent, MarkPointComponent, AriaComponent, SVGRenderer]);

export { init };
