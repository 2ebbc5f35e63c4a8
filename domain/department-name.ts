/**
 * What everybody calls a bureau whose full name is long. Names are those of county institutions since the reform of 2018
 * and of 2023; the short ones are usage [practice], not a rule: a name that is not here stays whole.
 */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  发展和改革局: '发改局',
  工业和信息化局: '工信局',
  人力资源和社会保障局: '人社局',
  自然资源和规划局: '自然资源局',
  住房和城乡建设局: '住建局',
  住房和城乡建设管理局: '住建局',
  交通运输局: '交通局',
  文化和旅游局: '文旅局',
  卫生健康局: '卫健局',
  卫生健康和体育局: '卫体局',
  卫生健康委员会: '卫健委',
  退役军人事务局: '退役军人局',
  市场监督管理局: '市场监管局',
  医疗保障局: '医保局',
  行政审批服务管理局: '行政审批局',
  机关事务服务中心: '机关事务中心',
};

/** @param name of a department without its region */
export const usualName = (name: string): string => USUAL_NAMES[name] ?? name;
